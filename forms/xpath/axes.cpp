#include "forms/xpath/axes.h"

namespace pilotage::forms::xpath {

namespace {

// Offers nodes to the set: those that pass, as long as the budget lasts.
class Collector {
public:
  Collector(const Step& step, const NameTable& names, const Tree& tree, NodeSet& out, std::uint64_t& budget)
      : step_(step), names_(names), tree_(tree), out_(out), budget_(budget) {}

  // False: the budget is spent.
  bool offer(NodeId node) {
    if (budget_ == 0) return false;
    --budget_;
    if (passes(step_, names_, tree_, node)) out_.push_back({&tree_, node});
    return true;
  }

  bool subtree(NodeId top) {
    for (NodeId node = top; node != kNoNode; node = tree_.next_in_document(node, top))
      if (!offer(node)) return false;
    return true;
  }

  bool descendants(NodeId top) {
    for (NodeId node = tree_.next_in_document(top, top); node != kNoNode; node = tree_.next_in_document(node, top))
      if (!offer(node)) return false;
    return true;
  }

  bool ancestors(NodeId node) {
    for (NodeId up = tree_.parent(node); up != kNoNode; up = tree_.parent(up))
      if (!offer(up)) return false;
    return true;
  }

  bool siblings_after(NodeId node) {
    for (NodeId next = tree_.next_sibling(node); next != kNoNode; next = tree_.next_sibling(next))
      if (!offer(next)) return false;
    return true;
  }

  bool siblings_before(NodeId node) {
    for (NodeId prev = tree_.prev_sibling(node); prev != kNoNode; prev = tree_.prev_sibling(prev))
      if (!offer(prev)) return false;
    return true;
  }

  bool following(NodeId node) {
    if (tree_.kind(node) == NodeKind::attribute) { // its element's content follows it
      node = tree_.parent(node);
      if (!descendants(node)) return false;
    }
    for (; node != kNoNode; node = tree_.parent(node))
      for (NodeId next = tree_.next_sibling(node); next != kNoNode; next = tree_.next_sibling(next))
        if (!subtree(next)) return false;
    return true;
  }

  bool preceding(NodeId node) {
    if (tree_.kind(node) == NodeKind::attribute) node = tree_.parent(node);
    for (; node != kNoNode; node = tree_.parent(node))
      for (NodeId prev = tree_.prev_sibling(node); prev != kNoNode; prev = tree_.prev_sibling(prev))
        if (!subtree_backwards(prev)) return false;
    return true;
  }

private:
  bool subtree_backwards(NodeId top) {
    NodeId node = top;
    for (NodeId child = tree_.last_child(node); child != kNoNode; child = tree_.last_child(node)) node = child;
    while (offer(node)) {
      if (node == top) return true;
      const NodeId prev = tree_.prev_sibling(node);
      if (prev == kNoNode) {
        node = tree_.parent(node);
        continue;
      }
      node = prev;
      for (NodeId child = tree_.last_child(node); child != kNoNode; child = tree_.last_child(node)) node = child;
    }
    return false;
  }

  const Step& step_;
  const NameTable& names_;
  const Tree& tree_;
  NodeSet& out_;
  std::uint64_t& budget_;
};

bool append_children(Collector& collector, const Tree& tree, NodeId from) {
  for (NodeId child = tree.first_child(from); child != kNoNode; child = tree.next_sibling(child))
    if (!collector.offer(child)) return false;
  return true;
}

bool append_attributes(Collector& collector, const Tree& tree, NodeId from) {
  if (tree.kind(from) != NodeKind::element) return true;
  for (NodeId attribute = tree.first_attribute(from); attribute != kNoNode; attribute = tree.next_attribute(attribute))
    if (!collector.offer(attribute)) return false;
  return true;
}

} // namespace

bool passes(const Step& step, const NameTable& names, const Tree& tree, NodeId node) {
  switch (step.test) {
  case NodeTest::node: return true;
  case NodeTest::text: return tree.kind(node) == NodeKind::text;
  case NodeTest::comment: return tree.kind(node) == NodeKind::comment;
  case NodeTest::processing_instruction: return false;
  default: break;
  }
  // The other tests are for the principal kind of the axis.
  if (tree.kind(node) != (step.axis == Axis::attribute ? NodeKind::attribute : NodeKind::element)) return false;
  if (step.test == NodeTest::any_name) return true;
  const NameId name = tree.name(node);
  if (step.test == NodeTest::name) return name == step.name || (step.alternative != kNoName && name == step.alternative);
  return name != kNoName && names.uri_id(name) == names.uri_id(step.name);
}

bool append_axis(const Step& step, const NameTable& names, NodeRef from, NodeSet& out, std::uint64_t& budget) {
  const Tree& tree = *from.tree;
  const NodeId node = from.id;
  if (step.axis == Axis::child && step.test == NodeTest::name) // what nearly every step of a form is
    return tree.visit_named_children(node, step.name, step.alternative, budget, [&](NodeId child) { out.push_back({&tree, child}); });
  Collector collector(step, names, tree, out, budget);
  switch (step.axis) {
  case Axis::child: return append_children(collector, tree, node);
  case Axis::attribute: return append_attributes(collector, tree, node);
  case Axis::self: return collector.offer(node);
  case Axis::parent: return tree.parent(node) == kNoNode || collector.offer(tree.parent(node));
  case Axis::descendant: return collector.descendants(node);
  case Axis::descendant_or_self: return collector.subtree(node);
  case Axis::ancestor: return collector.ancestors(node);
  case Axis::ancestor_or_self: return collector.offer(node) && collector.ancestors(node);
  case Axis::following_sibling: return collector.siblings_after(node);
  case Axis::preceding_sibling: return collector.siblings_before(node);
  case Axis::following: return collector.following(node);
  case Axis::preceding: return collector.preceding(node);
  }
  return true;
}

} // namespace pilotage::forms::xpath
