// Interned expanded names: a namespace URI and a local name become one small number, so that comparing two names is comparing two
// integers. All trees and expressions that meet in one evaluation must share one table. Prefixes do not take part: they are a
// matter of how a document was written, and the Tree remembers them.
//
// Names are never taken out. intern() is for one thread at a time; reading is safe from any thread while nobody interns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "forms/string_pool.h"
#include "forms/xpath/name_index.h"

namespace pilotage::forms::xpath {

using NameId = std::int32_t;
inline constexpr NameId kNoName = -1;

class NameTable {
public:
  // A Tree keeps a name in 20 bits. A document with more names than that is not a form.
  static constexpr std::size_t kMaxNames = (1u << 20) - 1;

  NameTable() = default;
  NameTable(const NameTable& other);
  NameTable& operator=(const NameTable& other);
  NameTable(NameTable&&) noexcept = default;
  NameTable& operator=(NameTable&&) noexcept = default;
  ~NameTable() = default;

  // The name's number, new or known. kNoName once kMaxNames are there.
  NameId intern(std::string_view uri, std::string_view local);

  // The name's number, or kNoName where no document and no expression has used it yet.
  NameId find(std::string_view uri, std::string_view local) const;

  std::string_view uri(NameId name) const { return uris_[entries_[static_cast<std::size_t>(name)].uri]; }
  std::string_view local(NameId name) const {
    const Entry& entry = entries_[static_cast<std::size_t>(name)];
    return {entry.local, entry.length};
  }
  // The namespace as a small number: equal for names of one namespace. "" has 0.
  std::int32_t uri_id(NameId name) const { return static_cast<std::int32_t>(entries_[static_cast<std::size_t>(name)].uri); }
  // kNoName where no name of that namespace is known.
  std::int32_t find_uri(std::string_view uri) const;

  std::size_t size() const { return entries_.size(); }

private:
  struct Entry {
    const char* local; // in pool_
    std::uint32_t length;
    std::uint32_t uri;
  };
  NameId find(std::uint32_t uri, std::string_view local, std::uint32_t hash) const;

  std::vector<std::string> uris_ = {""};
  LargeVector<Entry> entries_;
  StringPool pool_;
  NameIndex index_;
};

} // namespace pilotage::forms::xpath
