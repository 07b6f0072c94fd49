// The endpoint's data directory: the database or the file that says where it is, and the attachments. The server and the commands open the
// same one at the same time.
#pragma once

#include <filesystem>
#include <memory>

#include "forms/error.h"
#include "sync/endpoint/storage/attachment_store.h"
#include "sync/endpoint/storage/storage.h"
#include "sync/endpoint/storage_choice.h"

namespace pilotage::endpoint {

struct DataDirectory {
  // Makes the directory and an empty database. Errors: conflict where there is one; those of open().
  static Result<DataDirectory> create(const std::filesystem::path& directory, const StorageChoice& choice = {});
  // Makes the directory for one more endpoint on the PostgreSQL database of others. Errors: not_found where nobody has made an endpoint
  // there; those of create().
  static Result<DataDirectory> join(const std::filesystem::path& directory, const StorageChoice& choice);
  // Errors: not_found, permission, locked, damaged, newer_version, disk_full, io; no_network and invalid_value of a PostgreSQL database.
  static Result<DataDirectory> open(const std::filesystem::path& directory);

  std::unique_ptr<Storage> storage;
  std::unique_ptr<AttachmentStore> files;
};

} // namespace pilotage::endpoint
