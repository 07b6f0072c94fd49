#include "forms/model/item_index.h"

#include <functional>
#include <numeric>

namespace pilotage::forms {

using xpath::NodeId;

namespace {

std::uint64_t hash_of(std::span<const std::string_view> values) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const std::string_view value : values) hash = (hash ^ std::hash<std::string_view>{}(value)) * 0x9E3779B97F4A7C15ULL;
  return hash == 0 ? 1 : hash;
}

} // namespace

// The values of the keys. False where one is not plain text, or there twice: equality then is more than comparing two strings.
bool ItemIndex::key_values(NodeId item, std::vector<std::string_view>& values) const {
  values.clear();
  for (const xpath::NameId key : keys_) {
    const NodeId child = tree_.child(item, key);
    if (child == xpath::kNoNode || !tree_.is_leaf(child) || tree_.next_named(child, key) != xpath::kNoNode) return false;
    values.push_back(tree_.text(child));
  }
  return true;
}

bool ItemIndex::collect(NodeId node, std::size_t step) const {
  if (step == steps_.size()) {
    items_.push_back(node);
    return true;
  }
  for (NodeId child = tree_.child(node, steps_[step]); child != xpath::kNoNode; child = tree_.next_named(child, steps_[step])) {
    if (!collect(child, step + 1)) return false;
  }
  return true;
}

void ItemIndex::make() const {
  collect(xpath::kDocument, 0);
  std::size_t size = 16;
  while (size < items_.size() * 2) size *= 2;
  buckets_.assign(size, {});
  std::vector<std::uint32_t> bucket_of(items_.size());
  std::vector<std::string_view> values;
  std::vector<std::string_view> others;
  std::size_t kept = 0;
  for (const NodeId item : items_) {
    if (!key_values(item, values)) {
      // An item without the key equals nothing, and is left out; one with a key twice could equal two things.
      bool missing = false;
      for (const xpath::NameId key : keys_) missing = missing || tree_.child(item, key) == xpath::kNoNode;
      usable_ = usable_ && missing;
      continue;
    }
    const std::uint64_t hash = hash_of(values);
    std::size_t at = hash & (size - 1);
    while (buckets_[at].count > 0) {
      if (buckets_[at].hash == hash && key_values(buckets_[at].first, others) && values == others) break;
      at = (at + 1) & (size - 1);
    }
    if (buckets_[at].count == 0) buckets_[at] = {hash, item, 0}; // for now `first` is an item with these values
    ++buckets_[at].count;
    bucket_of[kept] = static_cast<std::uint32_t>(at);
    items_[kept++] = item;
  }
  items_.resize(kept);
  std::int32_t start = 0;
  for (Bucket& bucket : buckets_) {
    bucket.first = start;
    start += bucket.count;
  }
  std::vector<std::int32_t> next(buckets_.size());
  for (std::size_t i = 0; i < buckets_.size(); ++i) next[i] = buckets_[i].first;
  std::vector<NodeId> grouped(kept);
  for (std::size_t i = 0; i < kept; ++i) grouped[static_cast<std::size_t>(next[bucket_of[i]]++)] = items_[i];
  items_ = std::move(grouped);
}

bool ItemIndex::usable() const {
  std::call_once(made_, [this] { make(); });
  return usable_;
}

std::span<const NodeId> ItemIndex::find(std::span<const std::string_view> values) const {
  if (!usable()) return {};
  const std::uint64_t hash = hash_of(values);
  std::vector<std::string_view> others;
  for (std::size_t at = hash & (buckets_.size() - 1); buckets_[at].count > 0; at = (at + 1) & (buckets_.size() - 1)) {
    const Bucket& bucket = buckets_[at];
    if (bucket.hash != hash || !key_values(items_[static_cast<std::size_t>(bucket.first)], others)) continue;
    if (std::equal(values.begin(), values.end(), others.begin(), others.end())) {
      return std::span(items_).subspan(static_cast<std::size_t>(bucket.first), static_cast<std::size_t>(bucket.count));
    }
  }
  return {};
}

} // namespace pilotage::forms
