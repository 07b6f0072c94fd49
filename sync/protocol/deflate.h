// zlib streams (RFC 1950) of small texts: what HTTP calls "deflate".
#pragma once

#include "forms/error.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace pilotage::sync {

std::string deflate(std::string_view bytes);

// malformed when it is not a zlib stream, limit_exceeded when it would give more than max_bytes.
Result<std::string> inflate(std::string_view bytes, std::size_t max_bytes);

} // namespace pilotage::sync
