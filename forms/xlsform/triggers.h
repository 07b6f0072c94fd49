// The trigger column: which questions' changes make this one be calculated anew. One conversion, one thread.
#pragma once

#include "forms/xlsform/form_source.h"
#include "forms/xlsform/form_tree.h"

namespace pilotage::forms::xlsform {

// Reads the row's column into its element.
void read_triggers(SurveyRow& row, const FormSource& source);

} // namespace pilotage::forms::xlsform
