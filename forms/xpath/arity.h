// Whether a call can work at all: the function exists and takes that many arguments.
#pragma once

#include <optional>
#include <string>

#include "forms/xpath/ast.h"

namespace pilotage::forms::xpath {

// A sentence about what is wrong with the call; nullopt where nothing is.
std::optional<std::string> call_problem(const Ast& ast, const AstNode& call);

} // namespace pilotage::forms::xpath
