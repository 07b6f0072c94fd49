// indexed-repeat() (ODK XForms, "Repeat Functions").
#include <algorithm>
#include <vector>

#include "forms/xpath/evaluation.h"
#include "forms/xpath/functions.h"

namespace pilotage::forms::xpath {

namespace {

bool is_below(NodeRef node, NodeRef above) {
  if (node.tree != above.tree) return false;
  for (NodeId up = node.tree->parent(node.id); up != kNoNode; up = node.tree->parent(up))
    if (up == above.id) return true;
  return false;
}

int depth(NodeRef node) {
  int levels = 0;
  for (NodeId up = node.id; up != kNoNode; up = node.tree->parent(up)) ++levels;
  return levels;
}

// One repeat of the call and which of its instances is meant.
struct Choice {
  NodeSet instances;
  double index;
};

// Reads the pairs behind the first argument. False where one of them can choose nothing.
bool read_choices(Evaluation& evaluation, const Arguments& arguments, std::vector<Choice>& choices) {
  for (std::size_t i = 1; i < arguments.size(); i += 2) {
    Choice& choice = choices.emplace_back();
    choice.index = arguments.number(i + 1);
    if (evaluation.failed() || !arguments.nodes(i, choice.instances)) return false;
    if (choice.instances.empty() || !(choice.index >= 1)) return false;
  }
  return true;
}

// The chosen instance below `outer` (anywhere, where that is none).
NodeRef choose(const Choice& choice, NodeRef outer) {
  double index = 0;
  for (const NodeRef instance : choice.instances)
    if ((!outer || is_below(instance, outer)) && ++index == choice.index) return instance;
  return {};
}

// The nodes of the first argument in the chosen instances. The pairs may come in any order; the outer repeat chooses first.
Value indexed_repeat(Evaluation& evaluation, const Arguments& arguments) {
  if (arguments.size() % 2 == 0)
    return evaluation.fail(ErrorCode::malformed, "indexed-repeat() takes an index after each repeat: one is missing.");
  std::vector<Choice> choices;
  if (!read_choices(evaluation, arguments, choices)) return NodeSet();
  std::ranges::sort(choices, {}, [](const Choice& choice) { return depth(choice.instances.front()); });

  NodeRef chosen;
  for (const Choice& choice : choices) {
    if (!evaluation.spend(choice.instances.size())) return {};
    chosen = choose(choice, chosen);
    if (!chosen) return NodeSet();
  }
  NodeSet targets;
  if (!arguments.nodes(0, targets) || !evaluation.spend(targets.size())) return {};
  NodeSet found;
  for (const NodeRef target : targets)
    if (is_below(target, chosen)) found.push_back(target);
  return found;
}

constexpr Function kRepeatFunctions[] = {
    {"indexed-repeat", 3, kAnyNumber, indexed_repeat},
};

} // namespace

std::span<const Function> repeat_functions() { return kRepeatFunctions; }

} // namespace pilotage::forms::xpath
