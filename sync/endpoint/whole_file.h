// All bytes of a small file that the host has named: a certificate, a token, settings. Any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace pilotage::endpoint {

// Nothing where it cannot be read, or is a directory.
std::optional<std::string> whole_file(const std::filesystem::path& file);

} // namespace pilotage::endpoint
