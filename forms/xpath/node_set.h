// A node anywhere, and an ordered set of them. A set of one node, which is what nearly every reference of a form gives, lies in the
// object itself. Sets that a location path gives are in document order; randomize() gives another order, which is kept.
#pragma once

#include <cstdint>
#include <span>

#include "forms/xpath/tree.h"

namespace pilotage::forms::xpath {

struct NodeRef {
  const Tree* tree = nullptr;
  NodeId id = kNoNode;

  explicit operator bool() const { return tree != nullptr; }
  bool operator==(const NodeRef&) const = default;
};

class NodeSet {
public:
  NodeSet() : one_() {}
  explicit NodeSet(NodeRef node) : size_(1), one_(node) {}
  NodeSet(const NodeSet& other);
  NodeSet(NodeSet&& other) noexcept { take(other); }
  NodeSet& operator=(const NodeSet& other);
  NodeSet& operator=(NodeSet&& other) noexcept;
  ~NodeSet() {
    if (capacity_ != 0) delete[] many_;
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  NodeRef operator[](std::size_t i) const { return data()[i]; }
  NodeRef front() const { return data()[0]; }
  std::span<const NodeRef> nodes() const { return {data(), size_}; }
  std::span<NodeRef> nodes() { return {data(), size_}; }
  const NodeRef* begin() const { return data(); }
  const NodeRef* end() const { return data() + size_; }

  void push_back(NodeRef node) {
    if (size_ == room()) grow(size_ + 1);
    data()[size_++] = node;
  }
  void reserve(std::size_t size) {
    if (size > room()) grow(size);
  }
  void truncate(std::size_t size) { size_ = static_cast<std::uint32_t>(size); }
  void clear() { size_ = 0; }

  // Into document order, each node once. Nodes of different trees: in the order of their first appearance.
  void sort();

private:
  std::size_t room() const { return capacity_ == 0 ? 1 : capacity_; }
  const NodeRef* data() const { return capacity_ == 0 ? &one_ : many_; }
  NodeRef* data() { return capacity_ == 0 ? &one_ : many_; }
  void grow(std::size_t wanted);
  void take(NodeSet& other) noexcept;

  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0; // 0: the node is in one_
  union {
    NodeRef one_;
    NodeRef* many_;
  };
};

} // namespace pilotage::forms::xpath
