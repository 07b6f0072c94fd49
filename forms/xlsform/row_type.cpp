#include "forms/xlsform/row_type.h"

#include <array>

#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
namespace {

struct Word {
  std::string_view written;
  std::string_view meant;
};

constexpr auto kControls =
    std::to_array<Word>({{"looped group", "repeat"}, {"lgroup", "repeat"}, {"group", "group"}, {"repeat", "repeat"}, {"loop", "loop"}});

constexpr auto kSelects = std::to_array<Word>({
    {"add select one prompt using", "select one"},
    {"add select multiple prompt using", "select all that apply"},
    {"select all that apply from", "select all that apply"},
    {"select_multiple_from_file", "select all that apply"},
    {"select multiple from file", "select all that apply"},
    {"select all that apply", "select all that apply"},
    {"select_one_from_file", "select one"},
    {"select one from file", "select one"},
    {"select_one_external", "select one external"},
    {"select one from", "select one"},
    {"select_multiple", "select all that apply"},
    {"select_one", "select one"},
    {"select one", "select one"},
    {"select1", "select one"},
    {"rank", "rank"},
});

// Takes a prefix off the text.
bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool is_one_word(std::string_view text) { return !text.empty() && text.find(' ') == std::string_view::npos; }

bool parse_control(std::string_view text, RowType& result) {
  result.kind = text.starts_with("begin") ? RowType::Kind::begin : RowType::Kind::end;
  if (!take(text, "begin") && !take(text, "end")) return false;
  if (!take(text, " ") && !take(text, "_")) return false;
  for (const Word& control : kControls) {
    std::string_view rest = text;
    if (!take(rest, control.written)) continue;
    result.what = control.meant;
    result.list_name = {};
    if (rest.empty()) return true;
    if (result.kind == RowType::Kind::end || !take(rest, " ")) continue;
    if (is_one_word(rest)) result.list_name = rest;
    if (take(rest, "over ") && is_one_word(rest)) result.list_name = rest;
    if (!result.list_name.empty()) return true;
  }
  return false;
}

bool parse_select(std::string_view text, RowType& result) {
  for (const Word& select : kSelects) {
    std::string_view rest = text;
    if (!take(rest, select.written) || !take(rest, " ")) continue;
    result.kind = RowType::Kind::select;
    result.what = select.meant;
    result.from_file = select.written.ends_with("file");
    const std::size_t space = rest.find(' ');
    result.list_name = rest.substr(0, space);
    const std::string_view suffix = space == std::string_view::npos ? std::string_view() : rest.substr(space + 1);
    result.or_other = suffix == "or_other" || suffix == "or other" || suffix == "or specify other";
    if (!result.list_name.empty() && (suffix.empty() || result.or_other)) return true;
  }
  return false;
}

} // namespace

RowType parse_row_type(std::string_view type) {
  RowType result;
  if (parse_control(type, result)) return result;
  result = {};
  if (parse_select(type, result)) return result;
  result = {};
  if (type == "osm" || type.starts_with("osm ")) {
    result.kind = RowType::Kind::osm;
    result.list_name = type.size() > 4 ? type.substr(4) : std::string_view();
  }
  return result;
}

std::string_view list_file_ending(std::string_view list_name) {
  for (const std::string_view ending : {".csv", ".xml", ".geojson"}) {
    if (list_name.ends_with(ending)) return list_name.substr(list_name.size() - ending.size());
  }
  return {};
}

} // namespace pilotage::forms::xlsform
