// What is missing or wrong in a response.
#include <algorithm>

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

// Where a person meets the node: for each repeat around it the repeat's place in the body and the instance, then its own place in the body.
std::vector<std::int32_t> RunningForm::position_in_body(NodeId node) const {
  std::vector<std::int32_t> position;
  for (FrameId frame = instance_.frame_of(node); frame != kRootFrame; frame = instance_.frame(frame).parent) {
    position.push_back(instance_.frame(frame).index);
    position.push_back(form_.body_order[static_cast<std::size_t>(form_.shape.frame(instance_.frame(frame).type).root)]);
  }
  std::ranges::reverse(position);
  position.push_back(form_.body_order[static_cast<std::size_t>(instance_.place_of(node))]);
  return position;
}

std::vector<Problem> RunningForm::problems(bool only_first) const {
  if (form_.body_follows_model) return problems_in_model_order(only_first);
  std::vector<Problem> problems = problems_in_model_order(false);
  std::ranges::stable_sort(problems, {}, [&](const Problem& problem) { return position_in_body(static_cast<NodeId>(problem.node)); });
  if (only_first && problems.size() > 1) problems.erase(problems.begin() + 1, problems.end());
  return problems;
}

std::vector<Problem> RunningForm::problems_in_model_order(bool only_first) const {
  std::vector<Problem> problems;
  const xpath::Tree& tree = instance_.tree();
  const NodeId root = instance_.node(kRootFrame, kRootPlace);
  NodeId at = root;
  while (at != xpath::kNoNode) {
    NodeId next = xpath::kNoNode;
    if (instance_.visible(at)) {
      const PlaceId place = instance_.place_of(at);
      // What no question asks for nobody could mend: as on the phones, it does not keep a response from being finished.
      const bool asked = form_.control_of[static_cast<std::size_t>(place)] != -1;
      const Bind* bind = asked ? form_.bind(place) : nullptr;
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
