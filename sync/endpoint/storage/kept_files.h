// The files of an attachment store in a directory, for reading alone: nothing is made or changed in it, so that it may lie on a medium that
// cannot be written, or belong to somebody else. DirectoryAttachments adds what writes.
//
// Any thread.
#pragma once

#include <filesystem>

#include "sync/endpoint/storage/attachment_store.h"

namespace pilotage::endpoint {

class KeptFiles {
public:
  explicit KeptFiles(std::filesystem::path directory) : directory_(std::move(directory)) {}

  // Errors: not_found, permission, io.
  Result<AttachmentStore::Opened> open_file(std::string_view sha256) const;
  // None where there is no such directory. Errors: permission, io.
  Result<void> list(const AttachmentStore::See& see) const;

  const std::filesystem::path& directory() const { return directory_; }

private:
  std::filesystem::path directory_;
};

} // namespace pilotage::endpoint
