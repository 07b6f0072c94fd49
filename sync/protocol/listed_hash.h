// The hash element of form lists and manifests: "md5:" and 32 hexadecimal digits. For this folder only.
#pragma once

#include <string>
#include <string_view>

namespace pilotage::sync {

// The digits in lower case. Empty for anything else, as for a list that gives no hash: a hash of another kind ("sha1:…"), or Kobo's
// "md5:" alone, says nothing that can be used, and is no reason to do without the rest of the list.
std::string read_listed_hash(std::string_view text);

} // namespace pilotage::sync
