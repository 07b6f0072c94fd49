// The hash element of form lists and manifests: "md5:" and 32 hexadecimal digits. For this folder only.
#pragma once

#include "forms/error.h"

#include <string>
#include <string_view>

namespace pilotage::sync {

// The digits in lower case; empty text gives empty. malformed for anything else.
Result<std::string> read_listed_hash(std::string_view text, std::string_view where);

} // namespace pilotage::sync
