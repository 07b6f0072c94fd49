#include "forms/xpath/tree.h"

#include <algorithm>
#include <functional>

namespace pilotage::forms::xpath {

namespace {
constexpr std::uint32_t kNoNameBits = static_cast<std::uint32_t>(NameTable::kMaxNames);
constexpr std::uint32_t kNone = static_cast<std::uint32_t>(kNoNode);
constexpr std::size_t kMaxPrefixes = 127;
} // namespace

Tree::Tree() { add(NodeKind::document, kNoNode, kNoNode, kNoName, {}); }

void Tree::adopt_buffer(std::shared_ptr<const std::string> buffer) {
  buffer_ = std::move(buffer);
  buffer_text_ = *buffer_;
}

NodeId Tree::add(NodeKind kind, NodeId parent, NodeId before, NameId name, std::string_view prefix) {
  const auto id = static_cast<NodeId>(nodes_.size());
  const bool leaf = kind != NodeKind::document;
  nodes_.push_back({.kind = static_cast<std::uint32_t>(kind) & 7U,
                    .leaf = leaf,
                    .in_heap = 0,
                    .prefix = prefix_number(prefix) & 127U,
                    .name = static_cast<std::uint32_t>(name) & kNoNameBits, // kNoName has all bits
                    .parent = parent,
                    .next = kNoNode,
                    .prev = kNoNode,
                    .first_attribute = kNoNode,
                    .order = id,
                    .a = leaf ? 0 : kNone,
                    .b = leaf ? 0 : kNone});
  if (parent != kNoNode && kind != NodeKind::attribute) link(id, parent, before);
  return id;
}

std::uint32_t Tree::prefix_number(std::string_view prefix) {
  if (prefix.empty()) return 0;
  const auto found = std::ranges::find(prefixes_, prefix);
  if (found != prefixes_.end()) return static_cast<std::uint32_t>(found - prefixes_.begin());
  if (prefixes_.size() >= kMaxPrefixes) return 0;
  prefixes_.emplace_back(prefix);
  return static_cast<std::uint32_t>(prefixes_.size() - 1);
}

// The inline text of an element becomes a text node, so that other children can stand beside it.
void Tree::make_branch(NodeId element) {
  Node& node = at(element);
  if (node.leaf == 0) return;
  const std::uint32_t offset = node.a;
  const std::uint32_t length = node.b;
  const std::uint32_t in_heap = node.in_heap;
  node.leaf = 0;
  node.in_heap = 0;
  node.a = node.b = kNone;
  if (length == 0) return;
  const NodeId text = add(NodeKind::text, element, kNoNode, kNoName, {}); // `node` is invalid from here
  at(text).a = offset;
  at(text).b = length;
  at(text).in_heap = in_heap;
}

void Tree::link(NodeId id, NodeId parent, NodeId before) {
  Node& node = at(id);
  Node& above = at(parent);
  node.parent = parent;
  node.next = before;
  node.prev = before == kNoNode ? static_cast<NodeId>(above.b) : at(before).prev;
  if (node.prev == kNoNode) {
    above.a = static_cast<std::uint32_t>(id);
  } else {
    at(node.prev).next = id;
  }
  if (before == kNoNode) {
    above.b = static_cast<std::uint32_t>(id);
  } else {
    at(before).prev = id;
  }
}

void Tree::unlink(NodeId id) {
  const Node& node = at(id);
  Node& above = at(node.parent);
  if (node.prev == kNoNode) {
    above.a = static_cast<std::uint32_t>(node.next);
  } else {
    at(node.prev).next = node.next;
  }
  if (node.next == kNoNode) {
    above.b = static_cast<std::uint32_t>(node.prev);
  } else {
    at(node.next).prev = node.prev;
  }
  if (above.a == kNone && static_cast<NodeKind>(above.kind) == NodeKind::element) { // empty again
    above.leaf = 1;
    above.a = above.b = 0;
  }
}

// Keeps ids_in_order_ true only while everything is put at the end of the document.
void Tree::note_insertion(NodeId parent, NodeId before) {
  bool at_end = ids_in_order_ && before == kNoNode;
  for (NodeId up = parent; at_end && up != kNoNode; up = at(up).parent) at_end = at(up).next == kNoNode;
  if (at_end) return;
  ids_in_order_ = false;
  numbered_ = false;
}

void Tree::detach(NodeId node) {
  unlink(node);
  at(node).next = at(node).prev = kNoNode;
  at(node).parent = kNoNode;
}

void Tree::attach(NodeId node, NodeId parent, NodeId before) {
  make_branch(parent);
  note_insertion(parent, before);
  ids_in_order_ = numbered_ = false;
  link(node, parent, before);
}

NodeId Tree::insert_element(NodeId parent, NodeId before, NameId name, std::string_view prefix) {
  make_branch(parent);
  note_insertion(parent, before);
  return add(NodeKind::element, parent, before, name, prefix);
}

NodeId Tree::append_attribute(NodeId element, NameId name, std::string_view value, std::string_view prefix) {
  const auto last = static_cast<NodeId>(nodes_.size()) - 1;
  if (last != element && !(is_attribute(last) && at(last).parent == element)) ids_in_order_ = false;
  if (!ids_in_order_) numbered_ = false;
  const NodeId id = add(NodeKind::attribute, element, kNoNode, name, prefix);
  NodeId* place = &at(element).first_attribute;
  while (*place != kNoNode) place = &at(*place).next;
  *place = id;
  store_text(at(id), value);
  return id;
}

NodeId Tree::append_text(NodeId parent, std::string_view text) {
  const NodeId last = last_child(parent);
  if (last != kNoNode && kind(last) == NodeKind::text) {
    set_text(last, std::string(this->text(last)).append(text));
    return last;
  }
  if (is_leaf(parent)) { // an empty element
    store_text(at(parent), text);
    return first_child(parent);
  }
  note_insertion(parent, kNoNode);
  const NodeId id = add(NodeKind::text, parent, kNoNode, kNoName, {});
  store_text(at(id), text);
  return id;
}

NodeId Tree::append_comment(NodeId parent, std::string_view text) {
  make_branch(parent);
  note_insertion(parent, kNoNode);
  const NodeId id = add(NodeKind::comment, parent, kNoNode, kNoName, {});
  store_text(at(id), text);
  return id;
}

void Tree::set_text(NodeId node, std::string_view text) {
  if (is_inner_text(node)) node = owner(node);
  if (at(node).leaf == 0) {
    const std::string kept(text);                                                              // it may lie in what is removed
    while (at(node).leaf == 0 && at(node).a != kNone) remove(static_cast<NodeId>(at(node).a)); // the last one makes it a leaf
    if (kind(node) == NodeKind::document) return;
    store_text(at(node), kept);
    return;
  }
  Node& leaf = at(node);
  if (leaf.in_heap != 0 && heap_room(text.size()) <= heap_room(leaf.b))
    overwrite_in_heap(leaf, text);
  else
    store_text(leaf, text);
}

NodeId Tree::clone_subtree(const Tree& from, NodeId node, NodeId parent, NodeId before) {
  const Node source = from.at(node); // a copy: `from` may be this tree, which grows
  const auto name = source.name == kNoNameBits ? kNoName : static_cast<NameId>(source.name);
  make_branch(parent);
  note_insertion(parent, before);
  const NodeId copy = add(static_cast<NodeKind>(source.kind), parent, before, name, from.prefixes_[source.prefix]);
  for (NodeId attribute = source.first_attribute; attribute != kNoNode; attribute = from.next_attribute(attribute)) {
    const std::string value(from.text(attribute));
    append_attribute(copy, from.name(attribute), value, from.prefix(attribute));
  }
  if (source.leaf != 0) {
    if (source.b != 0) store_text(at(copy), std::string(from.text(node)));
    return copy;
  }
  const auto last = static_cast<NodeId>(source.b); // where `from` is this tree, the copy may come to stand inside it
  for (auto child = static_cast<NodeId>(source.a); child != kNoNode; child = from.next_sibling(child)) {
    clone_subtree(from, child, copy);
    if (child == last) break;
  }
  return copy;
}

void Tree::mark_removed(NodeId node) {
  Node& gone = at(node);
  for (NodeId attribute = gone.first_attribute; attribute != kNoNode; attribute = at(attribute).next) {
    at(attribute).kind = static_cast<std::uint32_t>(NodeKind::removed);
    if (at(attribute).in_heap != 0) heap_waste_ += at(attribute).b;
  }
  if (gone.leaf == 0) {
    for (auto child = static_cast<NodeId>(gone.a); child != kNoNode; child = at(child).next) mark_removed(child);
  } else if (gone.in_heap != 0) {
    heap_waste_ += gone.b;
  }
  gone.kind = static_cast<std::uint32_t>(NodeKind::removed);
  gone.in_heap = 0;
  gone.b = gone.leaf != 0 ? 0 : gone.b;
}

void Tree::remove(NodeId node) {
  if (is_inner_text(node)) {
    store_text(at(owner(node)), {});
    return;
  }
  if (at(node).parent != kNoNode) unlink(node);
  mark_removed(node);
}

void Tree::store_text(Node& node, std::string_view text) {
  const char* base = buffer_text_.data();
  const bool in_buffer =
      !buffer_text_.empty() && !std::less<>()(text.data(), base) && !std::less<>()(base + buffer_text_.size(), text.data() + text.size());
  if (!in_buffer) {
    copy_to_heap(node, text);
    return;
  }
  if (node.in_heap != 0) heap_waste_ += node.b;
  node.in_heap = 0;
  node.a = static_cast<std::uint32_t>(text.data() - base);
  node.b = static_cast<std::uint32_t>(text.size());
}

void Tree::overwrite_in_heap(Node& node, std::string_view text) {
  std::copy(text.begin(), text.end(), heap_.begin() + node.a);
  heap_waste_ += heap_room(node.b) - heap_room(text.size());
  node.b = static_cast<std::uint32_t>(text.size());
}

void Tree::copy_to_heap(Node& node, std::string_view text) {
  const auto length = static_cast<std::uint32_t>(text.size());
  if (node.in_heap != 0 && heap_room(text.size()) <= heap_room(node.b)) {
    overwrite_in_heap(node, text);
    return;
  }
  if (node.in_heap != 0) heap_waste_ += heap_room(node.b);
  node.in_heap = 0;
  node.a = node.b = 0;
  if (text.empty()) return;
  if (!std::less<>()(text.data(), heap_.data()) && std::less<>()(text.data(), heap_.data() + heap_.size())) {
    copy_to_heap(node, std::string(text)); // the heap moves when it grows
    return;
  }
  if (heap_waste_ > 65536 && heap_waste_ > heap_.size() / 2) compact_heap();
  node.in_heap = 1;
  node.a = static_cast<std::uint32_t>(heap_.size());
  node.b = length;
  heap_.append(text).append(heap_room(text.size()) - text.size(), ' ');
}

void Tree::compact_heap() {
  LargeString heap;
  heap.reserve(heap_.size() - std::min(heap_waste_, heap_.size()));
  for (Node& node : nodes_) {
    if (node.in_heap == 0) continue;
    const std::size_t rounded = heap_room(node.b);
    const auto place = static_cast<std::uint32_t>(heap.size());
    heap.append(heap_, node.a, rounded);
    node.a = place;
  }
  heap_ = std::move(heap);
  heap_waste_ = 0;
}

} // namespace pilotage::forms::xpath
