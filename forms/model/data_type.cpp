#include "forms/model/data_type.h"

#include <algorithm>
#include <array>
#include <utility>

namespace pilotage::forms {

namespace {

// The first name of a type is the one that type_name() gives.
constexpr std::array<std::pair<std::string_view, DataType>, 35> kTypes = {{
    {"string", DataType::string},       {"int", DataType::integer},        {"decimal", DataType::decimal},
    {"boolean", DataType::boolean},     {"date", DataType::date},          {"time", DataType::time},
    {"dateTime", DataType::date_time},  {"geopoint", DataType::geopoint},  {"geotrace", DataType::geotrace},
    {"geoshape", DataType::geoshape},   {"binary", DataType::binary},      {"barcode", DataType::barcode},
    {"select", DataType::select},       {"select1", DataType::select_one}, {"odk:rank", DataType::rank},
    {"intent", DataType::intent},       {"integer", DataType::integer},    {"long", DataType::integer},
    {"float", DataType::decimal},       {"double", DataType::decimal},     {"numeric", DataType::decimal},
    {"datetime", DataType::date_time},  {"multiselect", DataType::select}, {"anyURI", DataType::binary},
    {"base64Binary", DataType::binary}, {"rank", DataType::rank},          {"text", DataType::string},
    {"listItem", DataType::select_one}, {"listItems", DataType::select},   {"hexBinary", DataType::binary},
    {"gYear", DataType::string},        {"gMonth", DataType::string},      {"gDay", DataType::string},
    {"gYearMonth", DataType::string},   {"gMonthDay", DataType::string},
}};

} // namespace

std::optional<DataType> data_type(std::string_view name) {
  if (name.empty()) return DataType::string;
  const auto* found = std::ranges::find(kTypes, name, &std::pair<std::string_view, DataType>::first);
  if (found != kTypes.end()) return found->second;
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  return data_type(name.substr(colon + 1));
}

std::string_view type_name(DataType type) { return std::ranges::find(kTypes, type, &std::pair<std::string_view, DataType>::second)->first; }

} // namespace pilotage::forms
