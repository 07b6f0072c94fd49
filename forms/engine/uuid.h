// Random identifiers (RFC 4122, version 4) from the environment's random source.
#pragma once

#include <string>

#include "forms/environment.h"

namespace pilotage::forms {

std::string make_uuid(const Environment& environment);

} // namespace pilotage::forms
