#pragma once

#include <string>

namespace pilotage::store {

// A random UUID (RFC 4122, version 4).
std::string new_uuid();

} // namespace pilotage::store
