// What the converter says of a workbook, at the cell that it is about, in words that a form author understands.
//
// A message names the sheet and the row and column as the author sees them: rows count from 1 with the header row as
// row 1, columns are the headers as they are written. An error means that there is no XForm; a warning does not.
// Plain values; any thread.
#pragma once

#include <string>

namespace pilotage::forms::xlsform {

enum class Severity { error, warning };

// Where something stands in a workbook. A row of 0 and empty names mean "the workbook (or sheet, or row) as a whole".
struct Place {
  std::string sheet;
  int row = 0;
  std::string column;
};

struct Message {
  Severity severity = Severity::error;
  std::string file;
  Place place;
  std::string message; // what is wrong
  std::string remedy;  // what to do

  // "FILE: sheet, row N, column: what is wrong; what to do", leaving out what is not known.
  std::string to_string() const;
};

} // namespace pilotage::forms::xlsform
