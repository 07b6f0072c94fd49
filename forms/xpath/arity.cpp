#include "forms/xpath/arity.h"

#include "forms/xpath/function_table.h"

namespace pilotage::forms::xpath {

namespace {

std::string arguments(int count) { return count == 1 ? "1 argument" : std::to_string(count) + " arguments"; }

std::string wanted(const Function& function) {
  if (function.max_arguments == kAnyNumber) return "at least " + arguments(function.min_arguments);
  if (function.max_arguments == 0) return "no arguments";
  if (function.min_arguments == function.max_arguments) return arguments(function.min_arguments);
  return std::to_string(function.min_arguments) + " to " + arguments(function.max_arguments);
}

} // namespace

std::optional<std::string> call_problem(const Ast& ast, const AstNode& call) {
  const std::string name(ast.call_name(call));
  if (call.function == nullptr) return "There is no function \"" + name + "\". Check its spelling.";
  if (call.count >= call.function->min_arguments && call.count <= call.function->max_arguments) return std::nullopt;
  return "The function \"" + name + "\" takes " + wanted(*call.function) + ", not " + std::to_string(call.count) + ".";
}

} // namespace pilotage::forms::xpath
