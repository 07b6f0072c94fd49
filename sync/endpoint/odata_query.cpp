#include "sync/endpoint/odata_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "sync/endpoint/storage/identity.h"
#include "sync/protocol/mime_parameters.h"
#include "sync/protocol/names.h"

namespace pilotage::endpoint {

namespace {

std::expected<std::uint64_t, Response> whole_number(std::string_view name, std::string_view text) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size())
    return std::unexpected(text_response(400, fmt::format("{} must be a whole number.", name)));
  return number;
}

Response refusal(const Error& error) { return text_response(error.code == ErrorCode::unsupported ? 501 : 400, error.message); }

} // namespace

std::expected<ODataFilter, Response> read_filter_parameter(std::string_view text) {
  auto filter = read_odata_filter(text, milliseconds_now());
  if (filter) return std::move(*filter);
  return std::unexpected(refusal(filter.error()));
}

std::expected<ODataQuery, Response> read_odata_query(const Request& request) {
  ODataQuery query;
  for (const auto& [name, value] : request.query) {
    if (name == "$top" || name == "$skip") {
      if (value.empty()) continue; // "$skip=&$top=": scripts write so for all
      auto number = whole_number(name, value);
      if (!number) return std::unexpected(std::move(number.error()));
      if (name == "$top")
        query.top = *number;
      else
        query.skip = *number;
    } else if (name == "$skiptoken") {
      if (value.empty()) continue;
      query.after = read_odata_skiptoken(value);
      if (!query.after)
        return std::unexpected(text_response(400, "This $skiptoken is not of this server: follow an @odata.nextLink as it came."));
    } else if (name == "$count" || name == "$wkt") {
      (name == "$count" ? query.count : query.options.wkt) = request.query_switch(name);
    } else if (name == "$expand") {
      if (value != "*") return std::unexpected(text_response(501, "$expand takes * alone: all repeats inside their rows."));
      query.options.expand = true;
    } else if (name == "$select") {
      query.options.select = ODataSelection::read(value);
    } else if (name == "$filter") {
      auto filter = read_filter_parameter(value);
      if (!filter) return std::unexpected(std::move(filter.error()));
      query.filter = std::move(*filter);
    } else if (name == "$orderby") {
      auto order = ODataOrder::read(value);
      if (!order) return std::unexpected(refusal(order.error()));
      query.order = *std::move(order);
    } else if (name.starts_with('$')) {
      return std::unexpected(text_response(501, fmt::format("{} is not supported here.", name)));
    }
  }
  if (query.after && query.order)
    return std::unexpected(text_response(400, "A $skiptoken does not go with $orderby: follow an @odata.nextLink as it came."));
  return query;
}

std::string query_of_all_pages(const Request& request) {
  std::string text;
  for (const auto& [name, value] : request.query)
    if (name != "$skip" && name != "$skiptoken") text += fmt::format("{}={}&", sync::percent_encode(name), sync::percent_encode(value));
  return text;
}

std::optional<ODataAddress> read_odata_address(std::string_view path) {
  ODataAddress address;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string segment = sync::percent_decoded(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
    const std::size_t open = segment.find("('");
    const bool keyed = open != std::string::npos && segment.ends_with("')");
    if (open != std::string::npos && !keyed) return std::nullopt;
    address.table += (address.table.empty() ? "" : ".") + segment.substr(0, open);
    if (!keyed) continue;
    const std::string key = segment.substr(open + 2, segment.size() - open - 4);
    if (address.instance_id.empty()) address.instance_id = key;
    address.parent = key;
  }
  if (address.parent == address.instance_id) address.parent.clear();
  return address;
}

} // namespace pilotage::endpoint
