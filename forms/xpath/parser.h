// The grammar of XPath 1.0, 3: tokens in, an Ast out.
#pragma once

#include "forms/error.h"
#include "forms/xpath/expression.h"

namespace pilotage::forms::xpath {

// Fills `ast` from ast.text. Errors have the column in `where` as a number.
Result<void> parse_into(Ast& ast, const Namespaces& namespaces, NameTable& names, Dialect dialect);

} // namespace pilotage::forms::xpath
