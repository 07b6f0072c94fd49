// Questions that choose from a list: in the workbook, in a file that comes with the form, or among earlier answers.
// One conversion, one thread.
#pragma once

#include <memory>

#include "forms/xlsform/question_draft.h"
#include "forms/xlsform/row_type.h"

namespace pilotage::forms::xlsform {

// Completes the question. `or_other` choices are added to its list.
void complete_select(const QuestionDraft& draft, const RowType& type);

// The question that asks what "other" stands for.
std::unique_ptr<Element> specify_other(const Element& select, TextArena& arena);

} // namespace pilotage::forms::xlsform
