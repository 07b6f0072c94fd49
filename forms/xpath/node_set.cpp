#include "forms/xpath/node_set.h"

#include <algorithm>
#include <vector>

namespace pilotage::forms::xpath {

NodeSet::NodeSet(const NodeSet& other) : one_() { *this = other; }

NodeSet& NodeSet::operator=(const NodeSet& other) {
  if (this == &other) return *this;
  size_ = 0;
  reserve(other.size_);
  std::copy(other.begin(), other.end(), data());
  size_ = other.size_;
  return *this;
}

NodeSet& NodeSet::operator=(NodeSet&& other) noexcept {
  if (this == &other) return *this;
  if (capacity_ != 0) delete[] many_;
  take(other);
  return *this;
}

void NodeSet::take(NodeSet& other) noexcept {
  size_ = other.size_;
  capacity_ = other.capacity_;
  if (capacity_ == 0) {
    one_ = other.one_;
  } else {
    many_ = other.many_;
  }
  other.size_ = other.capacity_ = 0;
  other.one_ = {};
}

void NodeSet::grow(std::size_t wanted) {
  const std::size_t capacity = std::max<std::size_t>({wanted, 8, std::size_t{capacity_} * 2});
  auto* more = new NodeRef[capacity];
  std::copy(begin(), end(), more);
  if (capacity_ != 0) delete[] many_;
  many_ = more;
  capacity_ = static_cast<std::uint32_t>(capacity);
}

void NodeSet::sort() {
  if (size_ < 2) return;
  std::vector<const Tree*> trees;
  for (const NodeRef& node : nodes())
    if (std::ranges::find(trees, node.tree) == trees.end()) trees.push_back(node.tree);
  const auto before = [&trees](const NodeRef& a, const NodeRef& b) {
    if (a.tree == b.tree) return a.tree->compare(a.id, b.id) < 0;
    return std::ranges::find(trees, a.tree) < std::ranges::find(trees, b.tree);
  };
  std::span<NodeRef> all = nodes();
  if (!std::ranges::is_sorted(all, before)) std::ranges::sort(all, before);
  const auto repeated = std::ranges::unique(all);
  size_ -= static_cast<std::uint32_t>(repeated.size());
}

} // namespace pilotage::forms::xpath
