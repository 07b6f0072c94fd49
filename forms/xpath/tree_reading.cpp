#include "forms/xpath/tree.h"

namespace pilotage::forms::xpath {

std::string_view Tree::prefix(NodeId node) const { return is_inner_text(node) ? std::string_view{} : prefixes_[at(node).prefix]; }

NodeId Tree::last_child(NodeId node) const {
  if (is_inner_text(node)) return kNoNode;
  const Node& of = at(node);
  return of.leaf == 0 ? static_cast<NodeId>(of.b) : first_child(node);
}

NodeId Tree::first_attribute(NodeId node) const { return is_inner_text(node) ? kNoNode : at(node).first_attribute; }

NodeId Tree::child(NodeId node, NameId name) const {
  if (is_inner_text(node) || at(node).leaf != 0 || name == kNoName) return kNoNode;
  for (auto child = static_cast<NodeId>(at(node).a); child != kNoNode; child = at(child).next)
    if (at(child).name == static_cast<std::uint32_t>(name)) return child;
  return kNoNode;
}

NodeId Tree::next_named(NodeId node, NameId name) const {
  if (is_inner_text(node) || name == kNoName) return kNoNode;
  for (NodeId next = at(node).next; next != kNoNode; next = at(next).next)
    if (at(next).name == static_cast<std::uint32_t>(name)) return next;
  return kNoNode;
}

NodeId Tree::attribute(NodeId element, NameId name) const {
  if (name == kNoName) return kNoNode;
  for (NodeId attribute = first_attribute(element); attribute != kNoNode; attribute = at(attribute).next)
    if (at(attribute).name == static_cast<std::uint32_t>(name)) return attribute;
  return kNoNode;
}

NodeId Tree::document_element() const {
  for (NodeId child = first_child(kDocument); child != kNoNode; child = next_sibling(child))
    if (is_element(child)) return child;
  return kNoNode;
}

std::string_view Tree::string_value(NodeId node, std::string& scratch) const {
  if (is_inner_text(node) || at(node).leaf != 0) return text(node);
  scratch.clear();
  append_string_value(node, scratch);
  return scratch;
}

void Tree::append_string_value(NodeId node, std::string& out) const {
  if (is_inner_text(node) || at(node).leaf != 0) {
    out.append(text(node));
    return;
  }
  for (NodeId below = next_in_document(node, node); below != kNoNode; below = next_in_document(below, node))
    if (kind(below) == NodeKind::text) out.append(text(below));
}

NodeId Tree::next_in_document(NodeId node, NodeId top) const {
  if (const NodeId child = first_child(node); child != kNoNode) return child;
  for (; node != top && node != kNoNode; node = parent(node))
    if (const NodeId next = next_sibling(node); next != kNoNode) return next;
  return kNoNode;
}

void Tree::number_nodes() const {
  if (ids_in_order_ || numbered_) return;
  std::int32_t number = 0;
  for (NodeId node = kDocument; node != kNoNode; node = next_in_document(node, kDocument)) {
    if (is_inner_text(node)) continue;
    at(node).order = number++;
    for (NodeId attribute = at(node).first_attribute; attribute != kNoNode; attribute = at(attribute).next) at(attribute).order = number++;
  }
  numbered_ = true;
}

// An element's own text comes after its attributes and before what comes next.
std::int64_t Tree::order_key(NodeId node) const {
  const auto key = [this](NodeId id) { return std::int64_t{2} * (ids_in_order_ ? id : at(id).order); };
  if (!is_inner_text(node)) return key(node);
  NodeId last = owner(node);
  for (NodeId attribute = at(last).first_attribute; attribute != kNoNode; attribute = at(attribute).next) last = attribute;
  return key(last) + 1;
}

std::strong_ordering Tree::compare(NodeId a, NodeId b) const {
  number_nodes();
  return order_key(a) <=> order_key(b);
}

std::size_t Tree::memory() const { return nodes_.capacity() * sizeof(Node) + heap_.capacity() + sizeof(*this); }

} // namespace pilotage::forms::xpath
