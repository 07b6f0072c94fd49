// Conditions (XPath 1.0, 4.3; ODK XForms, "Boolean Functions").
#include <limits>

#include "forms/xpath/evaluation.h"
#include "forms/xpath/functions.h"

namespace pilotage::forms::xpath {

namespace {

Value true_(Evaluation& /*evaluation*/, const Arguments& /*arguments*/) { return true; }
Value false_(Evaluation& /*evaluation*/, const Arguments& /*arguments*/) { return false; }
Value boolean(Evaluation& /*evaluation*/, const Arguments& arguments) { return arguments.boolean(0); }
Value not_(Evaluation& /*evaluation*/, const Arguments& arguments) { return !arguments.boolean(0); }

Value boolean_from_string(Evaluation& /*evaluation*/, const Arguments& arguments) {
  const std::string text = arguments.string(0);
  return text == "1" || text == "true";
}

// Only the branch that is taken is evaluated.
Value if_(Evaluation& /*evaluation*/, const Arguments& arguments) { return arguments.boolean(0) ? arguments.value(1) : arguments.value(2); }

// The first that is neither "" nor NaN nor an empty set; the second where neither is.
Value coalesce(Evaluation& evaluation, const Arguments& arguments) {
  Value first = arguments.value(0);
  if (evaluation.failed()) return {};
  const std::string text = first.to_string();
  const bool empty = text.empty() || (first.is(ValueType::number) && text == "NaN");
  return empty ? arguments.value(1) : first;
}

// The first argument; the others are there to have it computed again when they change (as in ODK Collect).
Value depend(Evaluation& evaluation, const Arguments& arguments) {
  for (std::size_t i = 1; i < arguments.size() && !evaluation.failed(); ++i) arguments.value(i);
  return evaluation.failed() ? Value() : arguments.value(0);
}

// The value that the question has already, else the argument.
Value once(Evaluation& evaluation, const Arguments& arguments) {
  if (const NodeRef node = evaluation.context().node) {
    std::string text;
    node.tree->append_string_value(node.id, text);
    if (!text.empty()) return text;
  }
  return arguments.string(0);
}

// The least and the most that a checklist asks for; -1 is no bound.
struct Bounds {
  double least;
  double most;
  bool hold(double number) const { return (least == -1 || number >= least) && (most == -1 || number <= most); }
};

// Whether each value of an argument counts: nodes that are not empty, booleans that are true.
std::vector<bool> flags(const Value& value) {
  if (!value.is(ValueType::nodes)) return {value.to_boolean()};
  std::vector<bool> all;
  std::string scratch;
  for (const NodeRef node : value.nodes()) all.push_back(!node.tree->string_value(node.id, scratch).empty());
  return all;
}

std::vector<double> weights(Evaluation& evaluation, const Value& value) {
  if (!value.is(ValueType::nodes)) return {evaluation.to_number(value)};
  std::vector<double> all;
  for (const NodeRef node : value.nodes()) all.push_back(evaluation.to_number(node));
  return all;
}

Value checklist(Evaluation& evaluation, const Arguments& arguments) {
  const Bounds bounds{arguments.number(0), arguments.number(1)};
  double count = 0;
  for (std::size_t i = 2; i < arguments.size(); ++i) {
    for (const bool flag : flags(arguments.value(i))) count += flag ? 1 : 0;
    if (evaluation.failed()) return {};
  }
  return bounds.hold(count);
}

Value weighted_checklist(Evaluation& evaluation, const Arguments& arguments) {
  if (arguments.size() % 2 != 0)
    return evaluation.fail(ErrorCode::malformed, "weighted-checklist() takes a weight after each value: one is missing.");
  const Bounds bounds{arguments.number(0), arguments.number(1)};
  double total = 0;
  for (std::size_t i = 2; i < arguments.size(); i += 2) {
    const std::vector<bool> values = flags(arguments.value(i));
    const std::vector<double> of = weights(evaluation, arguments.value(i + 1));
    if (evaluation.failed()) return {};
    if (values.size() < of.size()) return false; // a weight for nothing
    for (std::size_t j = 0; j < of.size(); ++j) total += values[j] ? of[j] : 0;
  }
  return bounds.hold(total);
}

constexpr Function kBooleanFunctions[] = {
    {"true", 0, 0, true_},
    {"false", 0, 0, false_},
    {"boolean", 1, 1, boolean},
    {"not", 1, 1, not_},
    {"boolean-from-string", 1, 1, boolean_from_string},
    {"if", 3, 3, if_},
    {"coalesce", 2, 2, coalesce},
    {"once", 1, 1, once, DependsOn::context},
    {"depend", 1, kAnyNumber, depend},
    {"checklist", 2, kAnyNumber, checklist},
    {"weighted-checklist", 2, kAnyNumber, weighted_checklist},
};

} // namespace

std::span<const Function> boolean_functions() { return kBooleanFunctions; }

} // namespace pilotage::forms::xpath
