// What `pilotctl forms check` says of forms: everything that the converter finds in a workbook and, where it becomes a
// form, what the form engine finds in that, at the cell that it came from.
#pragma once

#include <string>
#include <vector>

#include "forms/xlsform/message.h"

namespace pilotage::cli {

// All that is wrong with a workbook or an XForm, or to be thought about.
std::vector<forms::xlsform::Message> check_form(const std::string& file);

// Warnings and errors of all files, on the standard output. False where there is an error.
bool check_forms(const std::vector<std::string>& files, bool as_json);

// One message on the standard error, with "warning: " before it where it is one.
void print_message(const forms::xlsform::Message& message);

} // namespace pilotage::cli
