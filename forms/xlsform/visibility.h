// Which questions people see. Pure; any thread.
#pragma once

#include "forms/xlsform/form_tree.h"

namespace pilotage::forms::xlsform {

inline bool has_hint(const Element& element) {
  return !element.hint.empty() || (element.question != nullptr && !element.question->hint.empty());
}

// Calculations stay unseen, and so does what is calculated and has nothing to read, and what the device fills in.
inline bool is_visible(const Element& question) {
  if (question.question == nullptr || question.question->control.empty() || question.type == "calculate") return false;
  const bool calculated = question.bind.has("calculate") || question.has_trigger;
  return !calculated || !question.label.empty() || has_hint(question);
}

} // namespace pilotage::forms::xlsform
