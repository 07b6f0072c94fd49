// Turns rows of texts, as a reader meets them, into a Sheet: the first row gives the headers, columns without a header
// are dropped, and so are the blank rows at the end. Used by one reader on one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/xlsform/problems.h"
#include "forms/xlsform/workbook.h"

namespace pilotage::forms::xlsform {

// What a sheet may hold: the columns of Excel, and cells enough for any form.
inline constexpr std::size_t kMostColumns = 16'384;
inline constexpr std::size_t kMostCells = 4'000'000;

class TableBuilder {
public:
  TableBuilder(std::string name, TextArena& arena, Problems& problems);

  // The headers, column by column; empty for none. Two columns with the same header are an error.
  void set_headers(const std::vector<std::string>& headers);
  bool has_headers() const { return has_headers_; }

  // Starts the next row. Past four million cells the rest is left out, which is an error.
  void begin_row();
  // The text of a column of the row that was begun. Texts in columns without a header are ignored. The text must live
  // as long as the workbook.
  void set_cell(std::size_t column, std::string_view text);

  // How many blank rows there are since the last that is not.
  std::size_t blank_rows() const;
  std::size_t columns() const { return kept_.size(); }

  // The sheet, without the blank rows at its end.
  Sheet finish();

private:
  Sheet sheet_;
  TextArena& arena_;
  Problems& problems_;
  std::vector<std::ptrdiff_t> kept_; // by column of the workbook: the column of the sheet, or -1
  std::size_t rows_ = 0;
  std::size_t last_row_with_text_ = 0; // counted from 1; 0 for none
  bool has_headers_ = false;
  bool full_ = false;
};

} // namespace pilotage::forms::xlsform
