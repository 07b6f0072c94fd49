// What is missing or wrong in a response.
#include <array>

#include "forms/engine/running_form.h"
#include "forms/engine/values.h"

namespace pilotage::forms {

using xpath::NodeId;

NodeState RunningForm::state(NodeId node) const {
  return {.relevant = instance_.visible(node),
          .required = instance_.is(node, Instance::required),
          .readonly = instance_.is(node, Instance::readonly)};
}

Invalidity RunningForm::validity(NodeId node) const {
  const PlaceId place = instance_.place_of(node);
  if (!form_.shape[place].leaf) return Invalidity::none;
  const std::string_view value = instance_.value(node);
  if (value.empty()) return instance_.is(node, Instance::required) ? Invalidity::required : Invalidity::none;
  const Bind* bind = form_.bind(place);
  if (bind == nullptr || bind->constraint == kNoExpression) return Invalidity::none;
  const auto holds = is_true(bind->constraint, node);
  return holds && *holds ? Invalidity::none : Invalidity::constraint;
}

std::string RunningForm::problem_message(NodeId node, Invalidity why) const {
  const Bind* bind = form_.bind(instance_.place_of(node));
  if (bind == nullptr) return {};
  if (why == Invalidity::required) return text(bind->required_message, node);
  if (why == Invalidity::constraint) return text(bind->constraint_message, node);
  if (why == Invalidity::type) return what_is_taken(bind->type);
  return {};
}

std::vector<Problem> RunningForm::problems(bool only_first) const {
  std::vector<Problem> problems;
  const xpath::Tree& tree = instance_.tree();
  const NodeId root = instance_.node(kRootFrame, kRootPlace);
  NodeId at = root;
  while (at != xpath::kNoNode) {
    NodeId next = xpath::kNoNode;
    if (instance_.visible(at)) {
      const PlaceId place = instance_.place_of(at);
      const Bind* bind = form_.bind(place);
      if (bind != nullptr && (bind->required != kNoExpression || bind->constraint != kNoExpression)) {
        if (const Invalidity why = validity(at); why != Invalidity::none) {
          problems.push_back({Node{at}, why, problem_message(at, why)});
          if (only_first) return problems;
        }
      }
      if (!form_.shape[place].leaf) next = tree.first_child(at);
    }
    while (next == xpath::kNoNode && at != root) {
      next = tree.next_sibling(at);
      if (next == xpath::kNoNode) at = tree.parent(at);
    }
    at = next;
  }
  return problems;
}

} // namespace pilotage::forms
