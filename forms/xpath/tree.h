// A document as XPath sees it, in an arena of 32 bytes a node. Node 0 is the document. Both the secondary instances, which
// nobody changes after they are read, and the main instance, which changes with every answer, are Trees.
//
// Text lies either in a buffer that the tree keeps (adopt_buffer) or in the tree's own heap; which one, nobody outside sees. An element
// whose only child is text holds that text itself: the text node has no place of its own in the arena, only an id made from the
// element's (text_of). Node ids stay the same while a node lives and are not given out again after remove().
// Views of text hold until the tree changes next.
//
// Reading is safe from many threads as long as nobody changes the tree, provided that it was written in document order or
// number_nodes() was called after the last change.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "forms/large_pages.h"
#include "forms/xpath/name_table.h"

namespace pilotage::forms::xpath {

using NodeId = std::int32_t;
inline constexpr NodeId kNoNode = -1;
inline constexpr NodeId kDocument = 0;

enum class NodeKind : std::uint8_t { document, element, attribute, text, comment, removed };

class Tree {
public:
  Tree();
  Tree(const Tree&) = default;
  Tree& operator=(const Tree&) = default;
  Tree(Tree&&) noexcept = default;
  Tree& operator=(Tree&&) noexcept = default;
  ~Tree() = default;

  // --- Building. Children are appended in document order; attributes of an element before its children. ---

  // Text that lies inside this buffer is referred to, not copied. At most one buffer, before the first text.
  void adopt_buffer(std::shared_ptr<const std::string> buffer);
  // Room for that many nodes and bytes of text. What is not used costs address space, no memory.
  void reserve(std::size_t nodes, std::size_t text = 0) {
    nodes_.reserve(nodes);
    heap_.reserve(text);
  }

  NodeId append_element(NodeId parent, NameId name, std::string_view prefix = {}) { return insert_element(parent, kNoNode, name, prefix); }
  // Before the child `before`, or at the end where it is kNoNode.
  NodeId insert_element(NodeId parent, NodeId before, NameId name, std::string_view prefix = {});
  NodeId append_attribute(NodeId element, NameId name, std::string_view value, std::string_view prefix = {});
  // Adds to text that is already at the end: adjacent text is one node.
  NodeId append_text(NodeId parent, std::string_view text);
  NodeId append_comment(NodeId parent, std::string_view text);

  // --- Changing ---

  // Of a text, comment or attribute: its text. Of an element: its whole content becomes this text.
  void set_text(NodeId node, std::string_view text);
  // A deep copy of a node of this or another tree that uses the same names, as a child of `parent`. The copy's id.
  NodeId clone_subtree(const Tree& from, NodeId node, NodeId parent, NodeId before = kNoNode);
  // Takes the node and all below it out.
  void remove(NodeId node);
  // Takes the node with all below it out of sight, to be attached again, or removed for good.
  void detach(NodeId node);
  void attach(NodeId node, NodeId parent, NodeId before = kNoNode);
  // Makes document order known, where nodes were inserted out of order. Comparing does so by itself when needed.
  void number_nodes() const;

  // --- Reading ---

  std::size_t size() const { return nodes_.size(); } // of the arena: ids are below this (or are a text_of)
  NodeKind kind(NodeId node) const { return is_inner_text(node) ? NodeKind::text : static_cast<NodeKind>(at(node).kind); }
  bool is_element(NodeId node) const { return kind(node) == NodeKind::element; }
  // kNoName for documents, texts and comments.
  NameId name(NodeId node) const {
    if (is_inner_text(node)) return kNoName;
    const std::uint32_t name = at(node).name;
    return name == NameTable::kMaxNames ? kNoName : static_cast<NameId>(name);
  }
  std::string_view prefix(NodeId node) const; // as it was written; "" is none
  NodeId parent(NodeId node) const { return is_inner_text(node) ? owner(node) : at(node).parent; }
  NodeId first_child(NodeId node) const {
    if (is_inner_text(node)) return kNoNode;
    const Node& of = at(node);
    if (of.leaf == 0) return static_cast<NodeId>(of.a);
    return static_cast<NodeKind>(of.kind) == NodeKind::element && of.b != 0 ? node | kInnerText : kNoNode;
  }
  NodeId last_child(NodeId node) const;
  NodeId next_sibling(NodeId node) const { return is_inner_text(node) || is_attribute(node) ? kNoNode : at(node).next; }
  NodeId prev_sibling(NodeId node) const { return is_inner_text(node) || is_attribute(node) ? kNoNode : at(node).prev; }
  NodeId first_attribute(NodeId node) const;
  NodeId next_attribute(NodeId attribute) const { return at(attribute).next; }

  // The element's first child element of that name; the next sibling element of that name. Walks the siblings.
  NodeId child(NodeId node, NameId name) const;
  NodeId next_named(NodeId node, NameId name) const;
  // Calls visit(child) for each child element with one of the two names, in document order. Takes the number of children off `budget`;
  // false, after the last one, where that was not enough.
  template <typename Visit>
  bool visit_named_children(NodeId node, NameId name, NameId alternative, std::uint64_t& budget, Visit visit) const {
    if (is_inner_text(node) || at(node).leaf != 0) return true;
    const auto wanted = static_cast<std::uint32_t>(name);
    const auto or_wanted = static_cast<std::uint32_t>(alternative);
    std::uint64_t seen = 0;
    for (auto child = static_cast<NodeId>(at(node).a); child != kNoNode; child = at(child).next, ++seen)
      if (at(child).name == wanted || at(child).name == or_wanted) visit(child);
    budget -= seen < budget ? seen : budget;
    return budget != 0;
  }
  // The attribute, or kNoNode.
  NodeId attribute(NodeId element, NameId name) const;
  // The document's element, or kNoNode.
  NodeId document_element() const;

  // An element without child elements, comments or split text: its string-value is text(), at no cost.
  bool is_leaf(NodeId node) const { return !is_inner_text(node) && at(node).leaf != 0; }
  // Of a leaf, attribute, text or comment. "" for a node with children.
  [[gnu::always_inline]] std::string_view text(NodeId node) const { // always: answers are read all the time
    const Node& of = at(is_inner_text(node) ? owner(node) : node);
    if (of.leaf == 0 || of.b == 0) return {};
    return {(of.in_heap != 0 ? heap_.data() : buffer_text_.data()) + of.a, of.b};
  }
  // XPath 1.0, 5: the string-value of any node. Without a copy where the text lies in one piece, else in `scratch`.
  std::string_view string_value(NodeId node, std::string& scratch) const;
  void append_string_value(NodeId node, std::string& out) const;

  // Document order (XPath 1.0, 5): an element before its attributes, these before its children.
  std::strong_ordering compare(NodeId a, NodeId b) const;
  // The next node in document order below `top`, attributes left out; kNoNode at the end.
  NodeId next_in_document(NodeId node, NodeId top) const;

  // Bytes that the tree holds, without the adopted buffer.
  std::size_t memory() const;

private:
  static constexpr NodeId kInnerText = 1 << 30;

  struct Node {
    std::uint32_t kind : 3;
    std::uint32_t leaf : 1;    // has text itself and no children in the arena
    std::uint32_t in_heap : 1; // that text lies in heap_, not in buffer_
    std::uint32_t prefix : 7;  // index into prefixes_
    std::uint32_t name : 20;   // kMaxNames is none
    NodeId parent;
    NodeId next;
    NodeId prev;
    NodeId first_attribute;
    mutable std::int32_t order; // see number_nodes()
    std::uint32_t a;            // first child; of a leaf, where its text starts
    std::uint32_t b;            // last child; of a leaf, its text's length
  };
  static_assert(sizeof(Node) == 32);

  static bool is_inner_text(NodeId node) { return (node & kInnerText) != 0; }
  static NodeId owner(NodeId node) { return node & ~kInnerText; }
  bool is_attribute(NodeId node) const { return static_cast<NodeKind>(at(node).kind) == NodeKind::attribute; }
  const Node& at(NodeId node) const { return nodes_[static_cast<std::size_t>(node)]; }
  Node& at(NodeId node) { return nodes_[static_cast<std::size_t>(node)]; }

  NodeId add(NodeKind kind, NodeId parent, NodeId before, NameId name, std::string_view prefix);
  void note_insertion(NodeId parent, NodeId before);
  void link(NodeId node, NodeId parent, NodeId before);
  void unlink(NodeId node);
  void make_branch(NodeId element);
  void store_text(Node& node, std::string_view text);
  // Heap places are multiples of eight long, so that a value that changes by a digit stays where it is.
  static std::size_t heap_room(std::size_t length) { return (length + 7) & ~std::size_t{7}; }
  void overwrite_in_heap(Node& node, std::string_view text);
  void copy_to_heap(Node& node, std::string_view text);
  void compact_heap();
  std::uint32_t prefix_number(std::string_view prefix);
  void mark_removed(NodeId node);
  std::int64_t order_key(NodeId node) const;

  LargeVector<Node> nodes_;
  std::vector<std::string> prefixes_ = {""};
  std::shared_ptr<const std::string> buffer_; // keeps what buffer_text_ refers to
  std::string_view buffer_text_;
  LargeString heap_;
  std::size_t heap_waste_ = 0;
  bool ids_in_order_ = true;     // nothing was inserted but at the end of the document
  mutable bool numbered_ = true; // Node::order holds
};

} // namespace pilotage::forms::xpath
