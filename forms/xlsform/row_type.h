// What the type column says: a group's begin or end, a select with its list, an OSM question, or a plain type.
// Pure; any thread.
#pragma once

#include <string_view>

namespace pilotage::forms::xlsform {

struct RowType {
  enum class Kind { begin, end, select, osm, plain };
  Kind kind = Kind::plain;
  // begin, end: "group", "repeat" or "loop". select: "select one", "select all that apply", "rank", "select one external".
  std::string_view what;
  std::string_view list_name;
  bool from_file = false; // select_one_from_file and its like
  bool or_other = false;
};

RowType parse_row_type(std::string_view type);

// "cities.csv" for a list in a file, "" for one in the workbook: the ending, with its point, if it is one that selects know.
std::string_view list_file_ending(std::string_view list_name);

} // namespace pilotage::forms::xlsform
