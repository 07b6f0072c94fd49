#include "sync/endpoint/storage/durable_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "sync/endpoint/storage/disk_error.h"

namespace pilotage::endpoint {

namespace fs = std::filesystem;

namespace {

// 0, or the errno of what failed. The descriptor is closed in any case.
int write_and_close(int descriptor, std::string_view bytes) {
  int error = 0;
  while (!bytes.empty() && error == 0) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written >= 0)
      bytes.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR)
      error = errno;
  }
  if (error == 0 && ::fsync(descriptor) != 0) error = errno;
  ::close(descriptor);
  return error;
}

} // namespace

Result<void> write_durably(const fs::path& file, std::string_view bytes) {
  fs::path made = file;
  made += ".new";
  const int descriptor = ::open(made.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return disk_error(errno, made);
  if (const int error = write_and_close(descriptor, bytes); error != 0) {
    ::unlink(made.c_str());
    return disk_error(error, made);
  }
  if (::rename(made.c_str(), file.c_str()) != 0) return disk_error(errno, file);
  return sync_directory(file.parent_path());
}

Result<void> sync_directory(const fs::path& directory) {
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return disk_error(errno, directory);
  const int result = ::fsync(descriptor);
  const int error = errno;
  ::close(descriptor);
  if (result != 0) return disk_error(error, directory);
  return {};
}

} // namespace pilotage::endpoint
