// The endpoint's data directory: the database, the attachments, and nothing else. The server and the commands open the same one at the same
// time.
#pragma once

#include <filesystem>
#include <memory>

#include "forms/error.h"
#include "sync/endpoint/storage/attachment_store.h"
#include "sync/endpoint/storage/storage.h"

namespace pilotage::endpoint {

struct DataDirectory {
  // Makes the directory and an empty database. Error: conflict where there is one.
  static Result<DataDirectory> create(const std::filesystem::path& directory);
  // Errors: not_found, permission, locked, damaged, newer_version, disk_full, io.
  static Result<DataDirectory> open(const std::filesystem::path& directory);

  std::unique_ptr<Storage> storage;
  std::unique_ptr<AttachmentStore> files;
};

} // namespace pilotage::endpoint
