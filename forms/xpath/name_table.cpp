#include "forms/xpath/name_table.h"

#include <algorithm>

#include "forms/xpath/name_hash.h"

namespace pilotage::forms::xpath {

namespace {

std::uint32_t entry_hash(std::uint32_t uri, std::string_view local) {
  return static_cast<std::uint32_t>(name_hash(local)) ^ (uri * 0x9E3779B9U);
}

} // namespace

NameTable::NameTable(const NameTable& other) : uris_(other.uris_), entries_(other.entries_), index_(other.index_) {
  for (Entry& entry : entries_) entry.local = pool_.add({entry.local, entry.length}).data();
}

NameTable& NameTable::operator=(const NameTable& other) {
  if (this != &other) *this = NameTable(other);
  return *this;
}

std::int32_t NameTable::find_uri(std::string_view uri) const {
  const auto found = std::ranges::find(uris_, uri);
  return found == uris_.end() ? kNoName : static_cast<std::int32_t>(found - uris_.begin());
}

NameId NameTable::find(std::uint32_t uri, std::string_view local, std::uint32_t hash) const {
  if (index_.empty()) return kNoName;
  const std::size_t mask = index_.size() - 1;
  for (std::size_t at = hash & mask; index_[at] != kNoName; at = (at + 1) & mask) {
    const Entry& entry = entries_[static_cast<std::size_t>(index_[at])];
    if (entry.hash == hash && entry.uri == uri && same_name({entry.local, entry.length}, local)) return index_[at];
  }
  return kNoName;
}

void NameTable::index(NameId name) {
  const std::size_t mask = index_.size() - 1;
  std::size_t at = entries_[static_cast<std::size_t>(name)].hash & mask;
  while (index_[at] != kNoName) at = (at + 1) & mask;
  index_[at] = name;
}

NameId NameTable::intern(std::string_view uri, std::string_view local) {
  std::int32_t uri_number = find_uri(uri);
  if (uri_number == kNoName) {
    if (uris_.size() >= kMaxNames) return kNoName;
    uri_number = static_cast<std::int32_t>(uris_.size());
    uris_.emplace_back(uri);
  }
  const auto of = static_cast<std::uint32_t>(uri_number);
  const std::uint32_t hash = entry_hash(of, local);
  if (const NameId known = find(of, local, hash); known != kNoName) return known;
  if (entries_.size() >= kMaxNames) return kNoName;
  const auto id = static_cast<NameId>(entries_.size());
  entries_.push_back({pool_.add(local).data(), static_cast<std::uint32_t>(local.size()), of, hash});
  if (entries_.size() * 2 <= index_.size()) {
    index(id);
    return id;
  }
  index_.assign(std::max<std::size_t>(64, index_.size() * 2), kNoName);
  for (NameId name = 0; name <= id; ++name) index(name);
  return id;
}

NameId NameTable::find(std::string_view uri, std::string_view local) const {
  const std::int32_t uri_number = find_uri(uri);
  if (uri_number == kNoName) return kNoName;
  const auto of = static_cast<std::uint32_t>(uri_number);
  return find(of, local, entry_hash(of, local));
}

} // namespace pilotage::forms::xpath
