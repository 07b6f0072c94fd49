// Files and folders that are whole or not there at all, whenever the power goes. For the parts of this folder.
#pragma once

#include <filesystem>
#include <string_view>

namespace pilotage::store {

// Throws the Failure that a file or folder of attachments meets: disk_full, permission, io.
[[noreturn]] void fail_with(int system_error, const std::filesystem::path& file);

// Writes, or replaces, a file that only its owner may read: aside, synced and renamed. On disk when it returns. Throws Failure.
void write_durably(const std::filesystem::path& file, std::string_view bytes);
// What was made, renamed or removed in it is on disk when it returns. Throws Failure.
void sync_directory(const std::filesystem::path& directory);
// With those above it that are missing; their names are on disk when it returns. 0 or the system's number of the error.
int make_directory_durably(const std::filesystem::path& directory);

} // namespace pilotage::store
