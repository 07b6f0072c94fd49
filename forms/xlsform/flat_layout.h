// The flat layout that ODK Tables wants (setting flat): groups keep their place on the screen and vanish from the data.
// One conversion, one thread.
#pragma once

#include "forms/xlsform/form_tree.h"
#include "forms/xlsform/workbook.h"

namespace pilotage::forms::xlsform {

// Marks the groups, and gives their questions the groups' relevance as well.
void flatten(Element& survey, TextArena& arena);

} // namespace pilotage::forms::xlsform
