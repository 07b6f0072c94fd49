// Builds the form's tree from the rows of the survey sheet. One conversion, one thread.
#pragma once

#include <memory>

#include "forms/xlsform/form_source.h"
#include "forms/xlsform/form_tree.h"

namespace pilotage::forms::xlsform {

// What is wrong goes to the problems; the tree is whole even then, as far as it can be made sense of.
std::unique_ptr<Element> build_form(FormSource& source);

} // namespace pilotage::forms::xlsform
