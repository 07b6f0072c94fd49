#include "forms/xpath/name_table.h"

#include <algorithm>

namespace pilotage::forms::xpath {

NameTable::NameTable(const NameTable& other) : uris_(other.uris_), entries_(other.entries_) {
  index_.reserve(entries_.size());
  for (NameId id = 0; const Entry& entry : entries_) index_.emplace(Key{entry.uri, entry.local}, id++);
}

NameTable& NameTable::operator=(const NameTable& other) {
  if (this != &other) *this = NameTable(other);
  return *this;
}

std::int32_t NameTable::find_uri(std::string_view uri) const {
  const auto found = std::ranges::find(uris_, uri);
  return found == uris_.end() ? kNoName : static_cast<std::int32_t>(found - uris_.begin());
}

NameId NameTable::intern(std::string_view uri, std::string_view local) {
  std::int32_t uri_number = find_uri(uri);
  if (uri_number == kNoName) {
    if (uris_.size() >= kMaxNames) return kNoName;
    uri_number = static_cast<std::int32_t>(uris_.size());
    uris_.emplace_back(uri);
  }
  const auto found = index_.find(Key{static_cast<std::uint32_t>(uri_number), local});
  if (found != index_.end()) return found->second;
  if (entries_.size() >= kMaxNames) return kNoName;
  const auto id = static_cast<NameId>(entries_.size());
  entries_.push_back(Entry{static_cast<std::uint32_t>(uri_number), std::string(local)});
  index_.emplace(Key{static_cast<std::uint32_t>(uri_number), entries_.back().local}, id);
  return id;
}

NameId NameTable::find(std::string_view uri, std::string_view local) const {
  const std::int32_t uri_number = find_uri(uri);
  if (uri_number == kNoName) return kNoName;
  const auto found = index_.find(Key{static_cast<std::uint32_t>(uri_number), local});
  return found == index_.end() ? kNoName : found->second;
}

} // namespace pilotage::forms::xpath
