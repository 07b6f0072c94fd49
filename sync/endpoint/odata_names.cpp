#include "sync/endpoint/odata_names.h"

#include <algorithm>

namespace pilotage::endpoint {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_identifier_character(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_'; }

// The column in which the rows of a repeat name the row of this table that they belong to.
std::string column_for(std::string table) {
  std::ranges::replace(table, '.', '-');
  return "__" + table + "-id";
}

void add_repeats(const FormField& field, const ODataTable& around, const std::string& parent_column, std::vector<ODataTable>& tables) {
  for (const FormField& below : field.fields) {
    if (below.kind == FormField::Kind::value) continue;
    ODataTable at = around;
    at.name += "." + odata_identifier(below.name);
    at.steps.push_back(&below);
    at.field = &below;
    at.parent_column = parent_column;
    const bool is_table = below.kind == FormField::Kind::repeat;
    if (is_table) tables.push_back(at);
    add_repeats(below, at, is_table ? column_for(at.name) : parent_column, tables);
  }
}

} // namespace

std::string odata_identifier(std::string_view name) {
  std::string identifier(name);
  std::ranges::replace_if(identifier, [](char c) { return !is_identifier_character(c); }, '_');
  if (identifier.empty() || is_digit(identifier.front())) identifier.insert(0, 1, '_');
  return identifier;
}

std::vector<ODataTable> odata_tables(const FormField& root) {
  std::vector<ODataTable> tables{{.name = "Submissions", .steps = {}, .field = &root}};
  add_repeats(root, ODataTable(tables.front()), column_for(tables.front().name), tables);
  return tables;
}

} // namespace pilotage::endpoint
