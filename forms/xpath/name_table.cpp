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
  return index_.find(hash, [&](NameId name) {
    const Entry& entry = entries_[static_cast<std::size_t>(name)];
    return entry.uri == uri && same_name({entry.local, entry.length}, local);
  });
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
  entries_.push_back({pool_.add(local).data(), static_cast<std::uint32_t>(local.size()), of});
  index_.add(hash, id);
  return id;
}

NameId NameTable::find(std::string_view uri, std::string_view local) const {
  const std::int32_t uri_number = find_uri(uri);
  if (uri_number == kNoName) return kNoName;
  const auto of = static_cast<std::uint32_t>(uri_number);
  return find(of, local, entry_hash(of, local));
}

} // namespace pilotage::forms::xpath
