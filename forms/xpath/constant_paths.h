// Which paths of an expression give the same nodes wherever in the document a predicate stands: /data/region in
// item[region = /data/region]. Such a path is walked once in an evaluation, not once for each item.
#pragma once

#include "forms/xpath/ast.h"

namespace pilotage::forms::xpath {

// Sets AstNode::constant.
void mark_constant_paths(Ast& ast);

} // namespace pilotage::forms::xpath
