// =, !=, <, <=, >, >= (XPath 1.0, 3.4), with sets compared node by node; in the XForms dialect texts that are dates count as numbers where
// numbers are compared.
#pragma once

#include <string_view>

#include "forms/xpath/ast.h"
#include "forms/xpath/value.h"

namespace pilotage::forms::xpath {

class Evaluation;

// One side of a comparison. A literal's text is not copied.
struct Operand {
  ValueType type = ValueType::boolean; // boolean, number, string or nodes: a moment is a number here
  bool boolean = false;
  double number = 0;
  std::string_view text;
  Value held;

  const NodeSet& nodes() const { return held.nodes(); }
};

// False where the comparison does not hold and where the evaluation has failed.
bool compare(Evaluation& evaluation, AstKind comparison, const Operand& left, const Operand& right);

} // namespace pilotage::forms::xpath
