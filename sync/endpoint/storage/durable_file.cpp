#include "sync/endpoint/storage/durable_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "sync/endpoint/storage/disk_error.h"

namespace pilotage::endpoint {

namespace fs = std::filesystem;

namespace {

// The descriptor is closed in any case.
Result<void> write_and_close(int descriptor, std::string_view bytes, const fs::path& file) {
  auto written = write_all(descriptor, bytes, file);
  if (written && ::fsync(descriptor) != 0) written = disk_error(errno, file);
  ::close(descriptor);
  return written;
}

// 0 or the system's number of the error.
int synced(const fs::path& directory) {
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  const int failed = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  return failed;
}

} // namespace

Result<void> write_durably(const fs::path& file, std::string_view bytes) {
  fs::path made = file;
  made += ".new";
  const int descriptor = ::open(made.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return disk_error(errno, made);
  if (auto written = write_and_close(descriptor, bytes, made); !written) {
    ::unlink(made.c_str());
    return written;
  }
  if (::rename(made.c_str(), file.c_str()) != 0) return disk_error(errno, file);
  return sync_directory(file.parent_path());
}

Result<void> sync_directory(const fs::path& directory) {
  if (const int failed = synced(directory); failed != 0) return disk_error(failed, directory);
  return {};
}

Result<void> make_directory_durably(const fs::path& directory) {
  const fs::path whole = fs::absolute(directory / "").parent_path();
  std::error_code error;
  fs::path stood = whole;
  while (stood.has_relative_path() && !fs::exists(stood, error)) stood = stood.parent_path();
  fs::create_directories(whole, error);
  if (error) return disk_error(error.value(), whole);
  for (fs::path at = whole; at.has_relative_path(); at = at.parent_path()) {
    const int failed = synced(at.parent_path());
    // Also of what stood already: whoever made it may not have come to this. What it lies in may be closed to us, or unable to be synced.
    if (failed == EIO || (failed != 0 && at != stood)) return disk_error(failed, at.parent_path());
    if (at == stood) break;
  }
  return {};
}

Result<void> write_all(int descriptor, std::string_view bytes, const fs::path& file) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return disk_error(errno, file);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

} // namespace pilotage::endpoint
