#include "forms/engine/entity_list.h"

#include <algorithm>
#include <charconv>

#include "forms/engine/uuid.h"
#include "forms/model/csv_cells.h"
#include "forms/model/xml_encoding.h"

namespace pilotage::forms {

namespace {

constexpr std::string_view kVersion = "__version";

long long version_number(std::string_view text) {
  long long number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

void append_cell(std::string_view cell, std::string& into) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
    into += cell;
    return;
  }
  into += '"';
  for (const char c : cell) {
    if (c == '"') into += '"';
    into += c;
  }
  into += '"';
}

void append_row(const std::vector<std::string>& row, std::size_t width, std::string& into) {
  for (std::size_t i = 0; i < width; ++i) {
    if (i > 0) into += ',';
    if (i < row.size()) append_cell(row[i], into);
  }
  into += '\n';
}

} // namespace

bool EntityList::is_one(std::string_view csv) {
  const std::string_view header = csv.substr(0, csv.find('\n'));
  return header.contains("name") && header.contains("label") && header.contains(kVersion);
}

Result<EntityList> EntityList::read(std::string_view csv, std::string_view file) {
  EntityList list;
  auto utf8 = to_utf8(csv);
  if (!utf8) return fail(utf8.error().code, utf8.error().message, std::string(file));
  CsvCells cells(utf8->text, delimiter_of(utf8->text));
  while (!cells.at_end()) {
    std::vector<std::string> row;
    do {
      row.emplace_back(cells.next());
    } while (!cells.row_ended());
    if (cells.truncated())
      return fail(ErrorCode::malformed, "A quote is opened and never closed: the file is cut off or damaged.", std::string(file));
    if (row.size() == 1 && row[0].empty()) continue; // an empty line
    (list.columns_.empty() ? list.columns_ : list.rows_.emplace_back()) = std::move(row);
  }
  for (const std::string_view needed : {std::string_view("name"), std::string_view("label"), kVersion}) list.column(needed);
  const std::size_t name = list.column("name");
  const std::size_t version = list.column(kVersion);
  for (std::size_t i = 0; i < list.rows_.size(); ++i) {
    if (name < list.rows_[i].size()) list.row_of_.emplace(list.rows_[i][name], i);
    list.trunks_.push_back(version < list.rows_[i].size() ? list.rows_[i][version] : std::string());
  }
  return list;
}

std::size_t EntityList::column(std::string_view name) {
  const auto found = std::ranges::find(columns_, name);
  if (found != columns_.end()) return static_cast<std::size_t>(found - columns_.begin());
  columns_.emplace_back(name);
  return columns_.size() - 1;
}

void EntityList::set(std::vector<std::string>& row, std::string_view column_name, std::string_view value) {
  const std::size_t at = column(column_name);
  if (row.size() <= at) row.resize(at + 1);
  row[at] = std::string(value);
}

void EntityList::apply(std::string_view list, const EntityChange& change) {
  if (change.list != list) return;
  auto known = row_of_.find(change.id);
  if (known == row_of_.end()) {
    if (!change.create) return;
    known = row_of_.emplace(change.id, rows_.size()).first;
    auto& row = rows_.emplace_back();
    set(row, "name", change.id);
    set(row, kVersion, "1");
  } else {
    if (!change.update) return;
    auto& row = rows_[known->second];
    const std::size_t at = column(kVersion);
    const long long version = at < row.size() ? version_number(row[at]) : 0;
    if (version > version_number(change.base_version)) return;
    set(row, kVersion, std::to_string(version + 1));
  }
  auto& row = rows_[known->second];
  if (!change.label.empty()) set(row, "label", change.label);
  for (const auto& [name, value] : change.properties) set(row, name, value);
}

bool EntityList::shows(const EntityChange& change) const {
  const auto known = row_of_.find(change.id);
  if (known == row_of_.end() || known->second >= trunks_.size()) return false;
  return !change.update || version_number(trunks_[known->second]) > version_number(change.base_version);
}

void EntityList::name_branches(std::string_view laptop) {
  trunks_.resize(rows_.size());
  for (const auto& [id, row] : row_of_) {
    set(rows_[row], "__trunkVersion", trunks_[row]);
    set(rows_[row], "__branchId", named_uuid(std::string(laptop) + " " + id + " " + trunks_[row]));
  }
}

std::string EntityList::csv() const {
  std::string text;
  append_row(columns_, columns_.size(), text);
  for (const auto& row : rows_) append_row(row, columns_.size(), text);
  return text;
}

} // namespace pilotage::forms
