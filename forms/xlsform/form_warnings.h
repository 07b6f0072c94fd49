// What does not keep a workbook from becoming a form, and what its author would still want to know.
// One conversion, one thread.
#pragma once

#include "forms/xlsform/form_source.h"
#include "forms/xlsform/form_tree.h"
#include "forms/xlsform/itext.h"
#include "forms/xlsform/paths.h"

namespace pilotage::forms::xlsform {

// Columns that some languages have and others lack, and languages without a code.
void warn_of_languages(const FormSource& source, const Element& survey);
// Sheets whose names are nearly right, and columns that mean nothing.
void warn_of_sheets(const FormSource& source);
// Choice lists that nothing uses.
void warn_of_unused_lists(const FormSource& source);
// Questions that can never be seen, and comparisons with choices that are not there.
void warn_of_unreachable(const Element& survey, const FormSource& source, const Paths& paths);

} // namespace pilotage::forms::xlsform
