// Small files, and directories, that are whole or not there at all, whenever the power goes. Any thread.
#pragma once

#include <filesystem>
#include <string_view>

#include "forms/error.h"

namespace pilotage::endpoint {

// Writes, or replaces, a file that only its owner may read. On disk when it returns. Errors: permission, disk_full, io.
Result<void> write_durably(const std::filesystem::path& file, std::string_view bytes);
// What was made, renamed or removed in it is on disk when it returns.
Result<void> sync_directory(const std::filesystem::path& directory);
// With those above it that are missing; their names are on disk when it returns. Errors: permission, disk_full, io.
Result<void> make_directory_durably(const std::filesystem::path& directory);

// All of `bytes` where the descriptor stands; `file` is for the message. Errors: disk_full, io.
Result<void> write_all(int descriptor, std::string_view bytes, const std::filesystem::path& file);

} // namespace pilotage::endpoint
