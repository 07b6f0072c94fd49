// Markdown tables: a row whose first cell names a sheet opens it, the next row gives its headers, and the rows after it
// its content; the first cell of those is empty.
#include <string>
#include <vector>

#include "forms/xlsform/read_workbook.h"
#include "forms/xlsform/table_builder.h"
#include "forms/xlsform/text.h"
#include "forms/xlsform/utf8.h"

namespace pilotage::forms::xlsform {
namespace {

// Lines that start with # say nothing, nor does what follows a # behind the last cell of a line.
std::string_view without_comment(std::string_view line) {
  line = trim(line);
  if (line.starts_with('#')) return {};
  const std::size_t hash = line.rfind('#');
  if (hash != std::string_view::npos && hash + 1 < line.size() && line.find('|', hash) == std::string_view::npos) {
    line = trim(line.substr(0, hash));
  }
  return line;
}

// What stands between the pipes; "\|" is a pipe within a cell.
std::vector<std::string> cells_of(std::string_view line) {
  const std::size_t first = line.find('|');
  const std::size_t last = line.rfind('|');
  if (first != 0 || last == first) return {};
  std::vector<std::string> cells(1);
  const std::string_view content = line.substr(first + 1, last - first - 1);
  for (std::size_t at = 0; at < content.size(); ++at) {
    if (content[at] == '\\' && at + 1 < content.size() && content[at + 1] == '|') {
      cells.back() += '|';
      ++at;
    } else if (content[at] == '|') {
      cells.emplace_back();
    } else {
      cells.back() += content[at];
    }
  }
  for (std::string& cell : cells) cell = std::string(trim(cell));
  return cells;
}

// The line of dashes that Markdown wants under a table's header.
bool is_ruler(const std::vector<std::string>& cells) {
  bool dashes = false;
  for (const std::string& cell : cells) {
    if (cell.find_first_not_of("-:") != std::string::npos) return false;
    dashes = dashes || cell.find('-') != std::string::npos;
  }
  return dashes;
}

class MarkdownReader {
public:
  explicit MarkdownReader(Problems& problems) : problems_(problems) {}

  void add_line(std::string_view line) {
    std::vector<std::string> cells = cells_of(without_comment(line));
    if (cells.empty() || is_ruler(cells)) return;
    if (!cells[0].empty()) open(cells[0]);
    cells.erase(cells.begin());
    while (!cells.empty() && cells.back().empty()) cells.pop_back();
    if (cells.empty() || !table_) return;
    if (!table_->has_headers()) {
      table_->set_headers(cells);
      columns_ = cells.size();
    } else {
      add_row(cells);
    }
  }

  Workbook finish() {
    close();
    return std::move(workbook_);
  }

private:
  void open(const std::string& name) {
    close();
    workbook_.sheet_names.push_back(name);
    name_ = form_sheet_name(name);
    if (name_.empty()) return;
    table_.emplace(name_, *workbook_.arena, problems_);
    rows_ = 0;
  }

  void close() {
    if (table_ && table_->has_headers()) workbook_.sheets.push_back(table_->finish());
    table_.reset();
  }

  void add_row(const std::vector<std::string>& cells) {
    ++rows_;
    if (cells.size() > columns_) {
      problems_.warning({name_, static_cast<int>(rows_) + 1, {}},
                        "the row has more cells than there are headers; the last ones are left out",
                        "check its | signs; write \\| for one that belongs to a text");
    }
    table_->begin_row();
    for (std::size_t column = 0; column < cells.size(); ++column) table_->set_cell(column, workbook_.arena->keep(cells[column]));
  }

  Problems& problems_;
  Workbook workbook_;
  std::optional<TableBuilder> table_;
  std::string name_;
  std::size_t columns_ = 0;
  std::size_t rows_ = 0;
};

} // namespace

std::optional<Workbook> read_markdown(std::string_view bytes, Problems& problems) {
  MarkdownReader reader(problems);
  for (const std::string_view line : split(bytes, "\n")) reader.add_line(line);
  Workbook workbook = reader.finish();
  if (workbook.sheet_names.empty()) {
    problems.error({}, "there is no table in this text", "write each sheet as a Markdown table that opens with a row | survey |");
    return std::nullopt;
  }
  return workbook;
}

} // namespace pilotage::forms::xlsform
