// Thousands of submissions, each on disk before it is acknowledged: where there is a disk in memory, the temporary directories are on that.
#pragma once

#include <cstdlib>
#include <filesystem>

namespace pilotage::tests {

// Before the first temporary directory is made.
inline bool use_disk_in_memory() {
  if (std::filesystem::is_directory("/dev/shm")) ::setenv("TMPDIR", "/dev/shm", 0);
  return true;
}

} // namespace pilotage::tests
