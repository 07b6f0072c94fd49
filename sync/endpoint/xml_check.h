// What pugixml lets pass and XML 1.0 does not. Pure functions; any thread.
#pragma once

#include <string_view>

#include "forms/error.h"

namespace pilotage::endpoint {

// UTF-8, no control characters, and only references that XML itself defines. Error: malformed, with the byte where it is.
Result<void> check_characters(std::string_view xml);

// "instanceID" of "orx:instanceID".
std::string_view local_name(std::string_view name);

} // namespace pilotage::endpoint
