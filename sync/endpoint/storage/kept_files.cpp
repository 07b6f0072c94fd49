#include "sync/endpoint/storage/kept_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "sync/endpoint/storage/disk_error.h"

namespace pilotage::endpoint {

namespace fs = std::filesystem;

Result<AttachmentStore::Opened> KeptFiles::open_file(std::string_view sha256) const {
  if (!sync::is_sha256_hex(sha256)) return fail(ErrorCode::not_found, "There is no such file.");
  const fs::path path = directory_ / attachment_path(sha256);
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 && errno == ENOENT)
    return fail(ErrorCode::not_found, "The bytes of this file are not in the attachment store.", path.string());
  if (descriptor < 0) return disk_error(errno, path);
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) {
    const int error = errno;
    ::close(descriptor);
    return disk_error(error, path);
  }
  return AttachmentStore::Opened{.descriptor = descriptor, .size = static_cast<std::uint64_t>(status.st_size)};
}

Result<void> KeptFiles::list(const AttachmentStore::See& see) const {
  std::error_code error;
  for (fs::recursive_directory_iterator entry(directory_, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!sync::is_sha256_hex(name)) continue;
    const auto size = entry->file_size(error);
    if (!error) see(name, size);
  }
  if (error && error != std::errc::no_such_file_or_directory) return disk_error(error.value(), directory_);
  return {};
}

} // namespace pilotage::endpoint
