#include "forms/xlsform/table_builder.h"

#include <algorithm>
#include <utility>

#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
TableBuilder::TableBuilder(std::string name, TextArena& arena, Problems& problems) : arena_(arena), problems_(problems) {
  sheet_.name = std::move(name);
}

void TableBuilder::set_headers(const std::vector<std::string>& headers) {
  has_headers_ = true;
  for (const std::string& header : headers) {
    if (kept_.size() == kMostColumns) {
      problems_.error({sheet_.name, 1, {}}, "the sheet has more columns than any spreadsheet", "keep only the columns that the form needs");
      return;
    }
    const std::string name = with_single_spaces(trim(header));
    if (name.empty()) {
      kept_.push_back(-1);
      continue;
    }
    if (std::find(sheet_.headers.begin(), sheet_.headers.end(), name) != sheet_.headers.end()) {
      problems_.error({sheet_.name, 1, name}, "two columns have this header", "delete one of them, or give it another header");
      kept_.push_back(-1);
      continue;
    }
    kept_.push_back(static_cast<std::ptrdiff_t>(sheet_.headers.size()));
    sheet_.headers.push_back(name);
  }
}

void TableBuilder::begin_row() {
  if (full_) return;
  if ((rows_ + 1) * sheet_.headers.size() > kMostCells) {
    full_ = true;
    problems_.error({sheet_.name, Sheet::row_number(rows_), {}}, "the sheet holds more than a form can have",
                    "keep only the columns and rows that the form needs; attach long lists as a file and select from it");
    return;
  }
  ++rows_;
  sheet_.cells.resize(rows_ * sheet_.headers.size());
}

void TableBuilder::set_cell(std::size_t column, std::string_view text) {
  if (full_ || column >= kept_.size() || kept_[column] < 0) return;
  const std::string_view trimmed = trim(text);
  if (trimmed.empty()) return;
  sheet_.cells[(rows_ - 1) * sheet_.headers.size() + static_cast<std::size_t>(kept_[column])] = trimmed;
  last_row_with_text_ = rows_;
}

std::size_t TableBuilder::blank_rows() const { return rows_ - last_row_with_text_; }

Sheet TableBuilder::finish() {
  sheet_.cells.resize(last_row_with_text_ * sheet_.headers.size());
  // The no-break space, which people paste without seeing it, is a space.
  for (std::string_view& cell : sheet_.cells) {
    if (cell.find("\xC2\xA0") != std::string_view::npos) cell = arena_.keep(replace_all(cell, "\xC2\xA0", " "));
  }
  return std::move(sheet_);
}

} // namespace pilotage::forms::xlsform
