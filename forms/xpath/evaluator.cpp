#include "forms/xpath/evaluator.h"

#include "forms/xpath/evaluation.h"

namespace pilotage::forms::xpath {

Result<Value> evaluate(const Expression& expression, Context context) {
  Evaluation evaluation(expression, context);
  Value value = evaluation.value(expression.ast().root());
  if (evaluation.failed()) return std::unexpected(evaluation.take_error());
  return value;
}

Result<bool> evaluate_boolean(const Expression& expression, Context context) {
  Evaluation evaluation(expression, context);
  const bool value = evaluation.boolean(expression.ast().root());
  if (evaluation.failed()) return std::unexpected(evaluation.take_error());
  return value;
}

Result<double> evaluate_number(const Expression& expression, Context context) {
  Evaluation evaluation(expression, context);
  const double value = evaluation.number(expression.ast().root());
  if (evaluation.failed()) return std::unexpected(evaluation.take_error());
  return value;
}

Result<void> evaluate_string(const Expression& expression, Context context, std::string& out) {
  Evaluation evaluation(expression, context);
  out.clear();
  evaluation.string(expression.ast().root(), out);
  if (evaluation.failed()) return std::unexpected(evaluation.take_error());
  return {};
}

Result<NodeSet> evaluate_nodes(const Expression& expression, Context context) {
  Evaluation evaluation(expression, context);
  NodeSet nodes;
  if (!evaluation.nodes(expression.ast().root(), nodes)) return std::unexpected(evaluation.take_error());
  return nodes;
}

} // namespace pilotage::forms::xpath
