#include "forms/xlsform/sheet_names.h"

#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {

std::string similar_sheets(const Workbook& workbook, std::string_view name) {
  std::string found;
  for (const std::string& sheet : workbook.sheet_names) {
    if (!form_sheet_name(sheet).empty() || sheet.starts_with('_') || edit_distance(lower(sheet), name) > 2) continue;
    found += cat({found.empty() ? "; there is a sheet \"" : ", \"", sheet, "\""});
  }
  return found;
}

} // namespace pilotage::forms::xlsform
