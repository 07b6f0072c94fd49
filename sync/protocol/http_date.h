// Dates as HTTP writes them (RFC 9110, 5.6.7), whatever the locale.
#pragma once

#include <cstdint>
#include <string>

namespace pilotage::sync {

// "Sun, 06 Nov 1994 08:49:37 GMT". Milliseconds since 1970 UTC.
std::string http_date(std::int64_t milliseconds);

} // namespace pilotage::sync
