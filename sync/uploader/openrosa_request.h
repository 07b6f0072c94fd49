// Requests as the OpenRosa HTTP API wants them: the version and the date on every one. For this folder only.
#pragma once

#include "sync/uploader/http_client.h"

#include <cstdint>
#include <string>

namespace pilotage::sync {

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7), whatever the locale.
std::string http_date(std::int64_t milliseconds);

HttpRequest openrosa_request(std::string method, std::string url, std::int64_t now);

} // namespace pilotage::sync
