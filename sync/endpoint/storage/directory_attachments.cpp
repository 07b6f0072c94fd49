#include "sync/endpoint/storage/directory_attachments.h"

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
  return file->move_to(kept_.directory() / path);
}

// Somebody else may have made it a moment ago and not have synced it: once for each folder, this process does it itself.
Result<void> DirectoryAttachments::make_folder(std::string_view name) const {
  std::error_code error;
  const bool made = fs::create_directory(kept_.directory() / name, error);
  if (error) return disk_error(error.value(), kept_.directory() / name);
  if (!made) {
    const std::lock_guard lock(mutex_);
    if (folders_.contains(name)) return {};
  }
  if (auto synced = sync_directory(kept_.directory()); !synced) return synced;
  const std::lock_guard lock(mutex_);
  folders_.emplace(name);
  return {};
}

} // namespace pilotage::endpoint
