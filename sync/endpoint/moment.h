// A moment as text, in the forms of ISO 8601 that scripts use. Pure function.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace pilotage::endpoint {

// "2026-03-01", "2026-03-01Z", "2026-03-01T12:00Z", "2026-03-01T12:00:00.000+01:00", "…+01": milliseconds since 1970 UTC. Without an offset
// UTC is meant.
std::optional<std::int64_t> milliseconds_of(std::string_view text);

} // namespace pilotage::endpoint
