// Writing a workbook as an .xlsx file that people edit in Excel or LibreOffice: one sheet per table, headers bold and
// frozen, columns wide enough to read.
#pragma once

#include <string>
#include <vector>

#include "forms/error.h"

namespace pilotage::cli {

struct WorkbookSheet {
  std::string name;
  std::vector<std::vector<std::string>> rows; // the first holds the headers
};

// Errors: io.
Result<void> write_workbook(const std::string& path, const std::vector<WorkbookSheet>& sheets);

// The sheets to start a form from, with an example of each common kind of question, in three languages.
std::vector<WorkbookSheet> template_sheets();

} // namespace pilotage::cli
