// Whether what an expression gave is what its case wants.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "forms/xpath/evaluator.h"

namespace pilotage::forms::xpath {

// "" where the case passes, else what was wrong. The kinds of expectation: the corpus' README.
std::string check_case(const nlohmann::json& wanted, const Expression& expression, const Context& context);

} // namespace pilotage::forms::xpath
