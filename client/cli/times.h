// Times as pilotctl prints them.
#pragma once

#include <cstdint>
#include <string>

namespace pilotage::cli {

// "2026-03-01T12:00:00Z" of milliseconds since 1970 UTC.
std::string iso_time(std::int64_t milliseconds);

} // namespace pilotage::cli
