#include "client/store/content_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "client/store/database.h"
#include "sync/protocol/content_hash.h"

namespace pilotage::store {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail_with(int system_error, const fs::path& file) {
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

void sync_directory(const fs::path& directory) { Descriptor(directory, O_RDONLY | O_DIRECTORY).sync(); }

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

} // namespace

fs::path ContentFiles::path(const std::string& hash, std::string_view suffix) const {
  return root_ / hash.substr(0, 2) / (hash + std::string(suffix));
}

bool ContentFiles::has(const std::string& hash, std::string_view suffix) const {
  std::error_code ignored;
  return fs::is_regular_file(path(hash, suffix), ignored);
}

void ContentFiles::put(const std::string& hash, std::string_view bytes, std::string_view suffix) const {
  const fs::path file = path(hash, suffix);
  std::error_code failed;
  fs::create_directories(file.parent_path(), failed);
  if (failed) fail_with(failed.value(), file.parent_path());
  // Whoever made these folders may not have come to sync their names; a power cut would take all that is in them.
  sync_directory(root_.parent_path());
  sync_directory(root_);
  if (has(hash, suffix) && fs::file_size(file) == bytes.size()) return sync_directory(file.parent_path()); // whole, its name perhaps not
  write_durably(file, bytes);
}

std::string ContentFiles::read(const std::string& hash, std::string_view suffix) const {
  std::ifstream in(path(hash, suffix), std::ios::binary);
  if (!in)
    fail_now(ErrorCode::damaged, "The file of an attachment is missing. Put it back from a back-up, or attach the file again.",
             path(hash, suffix).string());
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

int ContentFiles::remove_all_but(const std::set<std::string>& keep) const {
  int removed = 0;
  std::error_code failed;
  for (fs::recursive_directory_iterator entry(root_, failed), end; !failed && entry != end; entry.increment(failed)) {
    if (!entry->is_regular_file(failed) || keep.contains(entry->path().filename().string())) continue;
    if (fs::remove(entry->path(), failed)) ++removed;
  }
  return removed;
}

std::string content_hash(std::string_view bytes) { return sync::sha256_hex(bytes); }

} // namespace pilotage::store
