#include "sync/endpoint/storage/directory_attachments.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "sync/endpoint/storage/disk_error.h"
#include "sync/endpoint/storage/durable_file.h"

namespace pilotage::endpoint {

namespace fs = std::filesystem;

Result<std::unique_ptr<AttachmentStore>> DirectoryAttachments::open(fs::path directory) {
  if (auto made = make_directory_durably(directory); !made) return std::unexpected(made.error());
  auto incoming = IncomingDirectory::open(directory / "incoming");
  if (!incoming) return std::unexpected(incoming.error());
  return std::unique_ptr<AttachmentStore>(new DirectoryAttachments(std::move(directory), std::move(*incoming)));
}

Result<void> DirectoryAttachments::keep(std::unique_ptr<IncomingFile> file) const {
  const fs::path path = attachment_path(file->seal());
  if (auto made = make_folder(path.parent_path().native()); !made) return made;
  return file->move_to(directory_ / path);
}

// Somebody else may have made it a moment ago and not have synced it: once for each folder, this process does it itself.
Result<void> DirectoryAttachments::make_folder(std::string_view name) const {
  std::error_code error;
  const bool made = fs::create_directory(directory_ / name, error);
  if (error) return disk_error(error.value(), directory_ / name);
  if (!made) {
    const std::lock_guard lock(mutex_);
    if (folders_.contains(name)) return {};
  }
  if (auto synced = sync_directory(directory_); !synced) return synced;
  const std::lock_guard lock(mutex_);
  folders_.emplace(name);
  return {};
}

Result<AttachmentStore::Opened> DirectoryAttachments::open_file(std::string_view sha256) const {
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
  return Opened{.descriptor = descriptor, .size = static_cast<std::uint64_t>(status.st_size)};
}

Result<void> DirectoryAttachments::list(const See& see) const {
  std::error_code error;
  for (fs::recursive_directory_iterator entry(directory_, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!sync::is_sha256_hex(name)) continue;
    const auto size = entry->file_size(error);
    if (!error) see(name, size);
  }
  if (error) return disk_error(error.value(), directory_);
  return {};
}

} // namespace pilotage::endpoint
