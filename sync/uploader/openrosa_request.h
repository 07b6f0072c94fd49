// Requests as the OpenRosa HTTP API wants them: the version and the date on every one. For this folder only.
#pragma once

#include "sync/uploader/http_client.h"

#include <cstdint>
#include <string>

namespace pilotage::sync {

HttpRequest openrosa_request(std::string method, std::string url, std::int64_t now);

} // namespace pilotage::sync
