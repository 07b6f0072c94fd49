// Reads one sheet of an .xlsx workbook: rows and cells as they come, so that memory depends on the text in it and not on
// how many blank rows a spreadsheet has formatted. One thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forms/xlsform/problems.h"
#include "forms/xlsform/workbook.h"
#include "forms/xlsform/xlsx_values.h"
#include "forms/xlsform/xml_scanner.h"

namespace pilotage::forms::xlsform {

// What the sheets of a workbook share.
struct XlsxContext {
  std::vector<std::string_view> strings;
  CellFormats formats;
  bool since_1904 = false;
  TextArena& arena;
  Problems& problems;
};

// The texts that cells refer to by number (SpreadsheetML, shared string table). False where it is damaged or too large.
bool read_shared_strings(XmlScanner scanner, std::vector<std::string_view>& strings, TextArena& arena);

// Nothing where it is damaged or too large, and then a problem says so.
std::optional<Sheet> read_xlsx_sheet(const std::string& name, XmlScanner scanner, XlsxContext& context);

} // namespace pilotage::forms::xlsform
