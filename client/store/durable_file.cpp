#include "client/store/durable_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "client/store/database.h"

namespace pilotage::store {

namespace fs = std::filesystem;

void fail_with(int system_error, const fs::path& file) {
  const std::string reason = std::strerror(system_error);
  if (system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG)
    fail_now(ErrorCode::disk_full, "The disk is full, so the file was not added. Free some space on this disk, then add it again.",
             file.string());
  if (system_error == EACCES || system_error == EPERM || system_error == EROFS)
    fail_now(ErrorCode::permission, "The folder of the attachments cannot be written (" + reason + "). Ask for the right to write in it.",
             file.string());
  fail_now(ErrorCode::io, "The file cannot be written (" + reason + "). Check that the disk is connected and healthy, then try again.",
           file.string());
}

namespace {

// A descriptor that closes itself.
class Descriptor {
public:
  Descriptor(const fs::path& path, int flags) : path_(path), number_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    if (number_ < 0) fail_with(errno, path);
  }
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  void write_all(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t written = ::write(number_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail_with(errno, path_);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void sync() const {
    if (::fsync(number_) != 0) fail_with(errno, path_);
  }

private:
  fs::path path_;
  int number_;
};

// 0 or the system's number of the error.
int synced(const fs::path& directory) {
  const int number = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (number < 0) return errno;
  const int failed = ::fsync(number) == 0 ? 0 : errno;
  ::close(number);
  return failed;
}

} // namespace

void sync_directory(const fs::path& directory) {
  if (const int failed = synced(directory); failed != 0) fail_with(failed, directory);
}

void write_durably(const fs::path& file, std::string_view bytes) {
  const fs::path aside = file.string() + ".part" + std::to_string(::getpid());
  try {
    const Descriptor out(aside, O_WRONLY | O_CREAT | O_TRUNC);
    out.write_all(bytes);
    out.sync();
    if (::rename(aside.c_str(), file.c_str()) != 0) fail_with(errno, file);
  } catch (const Failure&) {
    ::unlink(aside.c_str());
    throw;
  }
  sync_directory(file.parent_path());
}

int make_directory_durably(const fs::path& directory) {
  const fs::path whole = fs::absolute(directory / "").parent_path();
  std::error_code error;
  fs::path stood = whole;
  while (stood.has_relative_path() && !fs::exists(stood, error)) stood = stood.parent_path();
  fs::create_directories(whole, error);
  if (error) return error.value();
  for (fs::path at = whole; at.has_relative_path(); at = at.parent_path()) {
    const int failed = synced(at.parent_path());
    // Also of what stood already: whoever made it may not have come to this. What it lies in may be closed to us, or unable to be synced.
    if (failed == EIO || (failed != 0 && at != stood)) return failed;
    if (at == stood) break;
  }
  return 0;
}

} // namespace pilotage::store
