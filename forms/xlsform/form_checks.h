// What can only be judged when the whole form is known: names, references, triggers, and what nobody would see.
// One conversion, one thread.
#pragma once

#include "forms/xlsform/form_source.h"
#include "forms/xlsform/form_tree.h"
#include "forms/xlsform/paths.h"

namespace pilotage::forms::xlsform {

// Two of one name beside each other, repeats named alike, reserved names.
void check_names(const Element& survey, const FormSource& source);
// Every reference in every sheet is well written and names one question.
void check_references(const FormSource& source, const Paths& paths);
// Labels, media, triggers, search() and reference-geometry.
void check_questions(const Element& survey, FormSource& source, const Paths& paths);

} // namespace pilotage::forms::xlsform
