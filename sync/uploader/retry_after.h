// Retry-After (RFC 9110, 10.2.3): seconds, or a date. A date is read against the server's own Date, because the clocks of
// field laptops are often wrong. For this folder only.
#pragma once

#include "sync/uploader/http_client.h"

#include <cstdint>
#include <optional>

namespace pilotage::sync {

// Milliseconds to wait, at most a day; nullopt when the answer has no such header or it makes no sense.
std::optional<std::int64_t> retry_after_ms(const HttpResponse& response, std::int64_t now);

} // namespace pilotage::sync
