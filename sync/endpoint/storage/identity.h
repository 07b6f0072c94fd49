// The moment and the random ids that records are stamped with. Any thread.
#pragma once

#include <cstdint>
#include <string>

namespace pilotage::endpoint {

std::int64_t milliseconds_now(); // since 1970 UTC
std::string new_uuid();          // version 4

// "2024-03-01T12:00:00.000Z"
std::string iso_time(std::int64_t milliseconds);

} // namespace pilotage::endpoint
