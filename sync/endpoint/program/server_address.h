// The address by which laptops and phones reach the server, as a host types it.
#pragma once

#include <string>

#include "forms/error.h"

namespace pilotage::endpoint {

// Without slashes at its end, for a path to follow. It must be https://, for tokens go to it; http:// only to this machine (localhost,
// 127.0.0.1, ::1). Error: invalid_value.
Result<std::string> server_address(std::string text);

} // namespace pilotage::endpoint
