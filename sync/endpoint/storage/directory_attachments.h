// The attachment store in a directory, which machines may share (NFS).
#pragma once

#include <mutex>
#include <set>
#include <string>

#include "sync/endpoint/storage/attachment_store.h"
#include "sync/endpoint/storage/kept_files.h"

namespace pilotage::endpoint {

class DirectoryAttachments : public AttachmentStore {
public:
  // Makes the directory where it is missing. Errors: permission, disk_full, io.
  static Result<std::unique_ptr<AttachmentStore>> open(std::filesystem::path directory);

  Result<void> keep(std::unique_ptr<IncomingFile> file) const override;
  Result<Opened> open_file(std::string_view sha256) const override { return kept_.open_file(sha256); }
  Result<void> list(const See& see) const override { return kept_.list(see); }

private:
  DirectoryAttachments(std::filesystem::path directory, IncomingDirectory incoming)
      : AttachmentStore(std::move(incoming)), kept_(std::move(directory)) {}
  Result<void> make_folder(std::string_view name) const;

  KeptFiles kept_;
  mutable std::mutex mutex_;
  mutable std::set<std::string, std::less<>> folders_; // that are known to be on disk
};

} // namespace pilotage::endpoint
