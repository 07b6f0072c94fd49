// zstd frames (RFC 8878) of bounded size, with or without a dictionary. For this folder only.
#pragma once

#include "forms/error.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace pilotage::sync {

Result<std::string> pack(std::string_view bytes, std::string_view dictionary);

// malformed when it is not exactly one frame, unsupported when it needs another dictionary, limit_exceeded when it gives more than
// max_bytes: memory stays bounded by what really comes out, whatever the frame claims.
Result<std::string> unpack(std::string_view bytes, std::size_t max_bytes, std::string_view dictionary);

} // namespace pilotage::sync
