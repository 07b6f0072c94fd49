// Identifiers as RFC 4122, version 4, writes them.
#pragma once

#include <string>
#include <string_view>

#include "forms/environment.h"

namespace pilotage::forms {

// From the environment's random source.
std::string make_uuid(const Environment& environment);
// From a hash: the same name gives the same identifier, on every machine.
std::string named_uuid(std::string_view name);

} // namespace pilotage::forms
