// The endpoint's data directory: the database or the file that says where it is, the attachments, and those on their way. The server and
// the commands open the same one at the same time.
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

  // Whether open() will bring the database to a newer version. Changes nothing of it. Errors: those of open().
  static Result<bool> is_older(const std::filesystem::path& directory);

  std::unique_ptr<Storage> storage;
  std::unique_ptr<AttachmentStore> files;
  std::filesystem::path uploads; // where attachments are staged that come by tus; endpoints that share a storage share it
};

// --- Its parts, for what makes a data directory in another way ---

// Makes the directory, or takes an empty one, for this user alone. Error: conflict where there is an endpoint in it, or anything else; then
// nothing was changed.
Result<void> make_data_directory(const std::filesystem::path& directory);
inline constexpr const char* kBeingRestored = "restoring.sqlite"; // no endpoint yet: a restoration that was cut off leaves none behind
// A bucket is looked at when the choice is made; later a bucket that is away must not keep the rest from working.
enum class Look { now, later };
Result<std::unique_ptr<AttachmentStore>> open_attachments(const std::filesystem::path& directory, const StorageChoice& choice, Look look);
std::filesystem::path uploads_in(const std::filesystem::path& directory);
std::filesystem::path database_file(const std::filesystem::path& directory); // of SQLite

} // namespace pilotage::endpoint
