// Sheets whose names are nearly right. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "forms/xlsform/workbook.h"

namespace pilotage::forms::xlsform {

// "; there is a sheet \"choises\"" for the end of a message, or empty: sheets that may be meant by `name` and are none
// that a form uses. Names that begin with _ are left alone, so that authors can keep notes.
std::string similar_sheets(const Workbook& workbook, std::string_view name);

} // namespace pilotage::forms::xlsform
