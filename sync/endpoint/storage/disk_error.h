// What the operating system says of a file (errno), as an Error that tells the host what to do.
#pragma once

#include <filesystem>

#include "forms/error.h"

namespace pilotage::endpoint {

std::unexpected<Error> disk_error(int error_number, const std::filesystem::path& where);

} // namespace pilotage::endpoint
