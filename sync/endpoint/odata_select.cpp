#include "sync/endpoint/odata_select.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sync/endpoint/management.h"
#include "sync/endpoint/odata_metadata.h"

namespace pilotage::endpoint {

namespace {

using nlohmann::ordered_json;

constexpr std::string_view kSystemColumns = "__system/";

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

std::pair<std::string_view, std::string_view> first_step(std::string_view path) {
  const std::size_t slash = path.find('/');
  return {path.substr(0, slash), slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1)};
}

enum class Column { known, unknown, inside_a_repeat };

Column column_below(const FormField& around, std::string_view path) {
  const FormField* at = &around;
  for (bool last = false; !last;) {
    const auto [name, rest] = first_step(path);
    const auto found = std::ranges::find(at->fields, name, [](const FormField& field) { return odata_identifier(field.name); });
    if (found == at->fields.end()) return Column::unknown;
    last = name.size() == path.size();
    if (!last && found->kind == FormField::Kind::repeat)
      return column_below(*found, rest) == Column::unknown ? Column::unknown : Column::inside_a_repeat;
    at = &*found;
    path = rest;
  }
  return Column::known;
}

Column column_at(const ODataTable& table, std::string_view path) {
  if (path == "__id" || (!table.parent_column.empty() && path == table.parent_column)) return Column::known;
  const bool is_of_submissions = table.steps.empty();
  if (is_of_submissions && path == "__system") return Column::known;
  if (is_of_submissions && path.starts_with(kSystemColumns))
    return is_system_column(path.substr(kSystemColumns.size())) ? Column::known : Column::unknown;
  return column_below(*table.field, path);
}

// Takes over what stands at "home/place", with the groups around it. Not as a JSON pointer: there "~" means something.
void keep(const ordered_json& row, std::string_view path, ordered_json& kept) {
  const auto [name, rest] = first_step(path);
  const bool last = name.size() == path.size();
  for (const std::string& key : {std::string(name), std::string(name) + kLinkSuffix}) {
    const auto found = row.find(key);
    if (found == row.end()) continue;
    if (last)
      kept[key] = *found;
    else if (found->is_object())
      keep(*found, rest, kept[key]);
  }
}

} // namespace

ODataSelection ODataSelection::read(std::string_view text) {
  ODataSelection selection;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view path = without_blanks(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
    if (path == "*") return {};
    if (!path.empty()) selection.paths_.emplace_back(path);
  }
  return selection;
}

std::expected<void, Response> ODataSelection::check(const ODataTable& table) const {
  for (const std::string& path : paths_) {
    const std::string shown = path.substr(0, 100);
    switch (column_at(table, path)) {
    case Column::known: break;
    case Column::unknown: return std::unexpected(problem_response(400.23, fmt::format("Could not find a property named '{}'", shown)));
    case Column::inside_a_repeat:
      return std::unexpected(
          problem_response(400.24, fmt::format("'{}' is a column of a repeat: $select it in the table of the repeat.", shown)));
    }
  }
  return {};
}

ordered_json ODataSelection::of(ordered_json row) const {
  if (paths_.empty()) return row;
  ordered_json kept = ordered_json::object();
  for (const std::string& path : paths_) keep(row, path, kept);
  return kept;
}

} // namespace pilotage::endpoint
