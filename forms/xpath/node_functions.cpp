// Functions about nodes (XPath 1.0, 4.1; ODK XForms, "Node-set Functions").
#include "forms/xpath/evaluation.h"
#include "forms/xpath/functions.h"

namespace pilotage::forms::xpath {

namespace {

Value last(Evaluation& evaluation, const Arguments& /*arguments*/) { return static_cast<double>(evaluation.context().size); }

// With an argument: the place of that node among its siblings of the same name.
Value position(Evaluation& evaluation, const Arguments& arguments) {
  if (arguments.size() == 0) return static_cast<double>(evaluation.context().position);
  NodeSet nodes;
  if (!arguments.nodes(0, nodes)) return {};
  if (nodes.empty()) return std::numeric_limits<double>::quiet_NaN();
  if (PathResolver* resolver = evaluation.context().resolver; resolver != nullptr) {
    if (const auto known = resolver->position(nodes.front())) return *known;
  }
  const Tree& tree = *nodes.front().tree;
  const NodeId node = nodes.front().id;
  double place = 1;
  for (NodeId before = tree.prev_sibling(node); before != kNoNode; before = tree.prev_sibling(before)) {
    if (!evaluation.spend(1)) return {};
    if (tree.is_element(before) && tree.name(before) == tree.name(node)) ++place;
  }
  return place;
}

Value count(Evaluation& evaluation, const Arguments& arguments) {
  if (const auto known = evaluation.known_total(arguments.id(0), &PathResolver::count)) return *known;
  NodeSet nodes;
  if (!arguments.nodes(0, nodes)) return {};
  return static_cast<double>(nodes.size());
}

Value count_non_empty(Evaluation& evaluation, const Arguments& arguments) {
  NodeSet nodes;
  if (!arguments.nodes(0, nodes) || !evaluation.spend(nodes.size())) return {};
  double total = 0;
  std::string scratch;
  for (const NodeRef node : nodes) total += node.tree->string_value(node.id, scratch).empty() ? 0 : 1;
  return total;
}

// The first node of the argument, or the context node; none where the set is empty.
NodeRef node_asked_for(Evaluation& evaluation, const Arguments& arguments) {
  if (arguments.size() == 0) return evaluation.context().node;
  NodeSet nodes;
  if (!arguments.nodes(0, nodes) || nodes.empty()) return {};
  return nodes.front();
}

Value name(Evaluation& evaluation, const Arguments& arguments) {
  const NodeRef node = node_asked_for(evaluation, arguments);
  if (!node || node.tree->name(node.id) == kNoName) return std::string();
  std::string text(node.tree->prefix(node.id));
  if (!text.empty()) text += ':';
  return text.append(evaluation.expression().names().local(node.tree->name(node.id)));
}

Value local_name(Evaluation& evaluation, const Arguments& arguments) {
  const NodeRef node = node_asked_for(evaluation, arguments);
  if (!node || node.tree->name(node.id) == kNoName) return std::string();
  return evaluation.expression().names().local(node.tree->name(node.id));
}

Value namespace_uri(Evaluation& evaluation, const Arguments& arguments) {
  const NodeRef node = node_asked_for(evaluation, arguments);
  if (!node || node.tree->name(node.id) == kNoName) return std::string();
  return evaluation.expression().names().uri(node.tree->name(node.id));
}

Value current(Evaluation& evaluation, const Arguments& /*arguments*/) {
  if (const NodeRef node = evaluation.context().current) return node;
  return NodeSet();
}

Value instance(Evaluation& evaluation, const Arguments& arguments) {
  Host* host = evaluation.host();
  if (host == nullptr) return {};
  const std::string id = arguments.string(0);
  if (evaluation.failed()) return {};
  const std::optional<NodeRef> node = host->instance(id);
  return node ? Value(*node) : Value(NodeSet());
}

constexpr Function kNodeFunctions[] = {
    {"last", 0, 0, last, DependsOn::context},
    {"position", 0, 1, position, DependsOn::context},
    {"count", 1, 1, count},
    {"count-non-empty", 1, 1, count_non_empty},
    {"name", 0, 1, name, DependsOn::context},
    {"local-name", 0, 1, local_name, DependsOn::context},
    {"namespace-uri", 0, 1, namespace_uri, DependsOn::context},
    {"current", 0, 0, current, DependsOn::context},
    {"instance", 1, 1, instance, DependsOn::instances},
};

} // namespace

std::span<const Function> node_functions() { return kNodeFunctions; }

} // namespace pilotage::forms::xpath
