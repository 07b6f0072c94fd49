// Reads a workbook from its bytes, whatever of the known formats they are in. Pure; any thread.
#pragma once

#include <optional>
#include <string_view>

#include "forms/xlsform/convert.h"
#include "forms/xlsform/problems.h"
#include "forms/xlsform/workbook.h"

namespace pilotage::forms::xlsform {

// Nothing where the bytes cannot be read, and then an error among the problems says why.
std::optional<Workbook> read_workbook(std::string_view bytes, WorkbookFormat format, Problems& problems);

std::optional<Workbook> read_xlsx(std::string_view bytes, Problems& problems);
std::optional<Workbook> read_csv(std::string_view bytes, Problems& problems);
std::optional<Workbook> read_markdown(std::string_view bytes, Problems& problems);

} // namespace pilotage::forms::xlsform
