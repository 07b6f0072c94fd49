// Finds the items of a secondary instance by the values of some of their children: what answers [region = /data/region] and
// [state = /data/state and region = /data/region] without looking at every item. Made when it is first asked, then only read; any
// number of threads may ask.
#pragma once

#include <cstdint>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "forms/xpath/tree.h"

namespace pilotage::forms {

class ItemIndex {
public:
  // The items are the nodes that `steps` lead to from the tree's document; `keys` are their children that are compared.
  ItemIndex(const xpath::Tree& tree, std::vector<xpath::NameId> steps, std::vector<xpath::NameId> keys)
      : tree_(tree), steps_(std::move(steps)), keys_(std::move(keys)) {}

  // The items whose children have these values, in document order. Values are compared as strings.
  std::span<const xpath::NodeId> find(std::span<const std::string_view> values) const;
  // False where an item has a key twice or not as plain text: such an instance is walked.
  bool usable() const;
  std::span<const xpath::NameId> steps() const { return steps_; }
  std::span<const xpath::NameId> keys() const { return keys_; }
  const xpath::Tree& tree() const { return tree_; }

private:
  void make() const;
  bool collect(xpath::NodeId node, std::size_t step) const;
  bool key_values(xpath::NodeId item, std::vector<std::string_view>& values) const;

  struct Bucket {
    std::uint64_t hash = 0;
    std::int32_t first = -1; // into items_
    std::int32_t count = 0;
  };

  const xpath::Tree& tree_;
  std::vector<xpath::NameId> steps_;
  std::vector<xpath::NameId> keys_;
  mutable std::once_flag made_;
  mutable bool usable_ = true;
  mutable std::vector<xpath::NodeId> items_; // grouped by their values
  mutable std::vector<Bucket> buckets_;
};

} // namespace pilotage::forms
