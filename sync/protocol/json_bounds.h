// Parses JSON from strangers: bounded in size, depth and number of values, never throwing. For .cpp files of this folder only
// (nlohmann/json is a heavy header).
#pragma once

#include "forms/error.h"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace pilotage::sync {

struct JsonBounds {
  std::size_t max_bytes;
  std::size_t max_values;
  int max_depth = 8;
};

// malformed when it is not JSON, limit_exceeded when it breaks a bound. `what` names the message in the error: "results page".
Result<nlohmann::json> parse_json(std::string_view text, const JsonBounds& bounds, std::string_view what);

// The member as a string; "" when it is absent, null or something else.
std::string string_member(const nlohmann::json& object, const char* name);

} // namespace pilotage::sync
