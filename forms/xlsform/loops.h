// Loops: a block of questions that is written once and stands in the form once per choice of a list, with the choice's
// name and label put in for %(name)s and %(label)s. One conversion, one thread.
#pragma once

#include "forms/xlsform/form_source.h"
#include "forms/xlsform/form_tree.h"

namespace pilotage::forms::xlsform {

// Turns the children of `loop`, which are the block, into one group per choice.
void expand_loop(Element& loop, const ChoiceList& list, const FormSource& source);

} // namespace pilotage::forms::xlsform
