// Where an endpoint keeps what it stores: the file storage.json of its data directory, which `init` writes and every command reads. Without
// that file everything is in the data directory itself: SQLite. Passwords and
// keys are not in it, only the names of the files that hold them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "forms/error.h"
#include "sync/endpoint/storage/bucket.h"
#include "sync/endpoint/storage/postgres_settings.h"

namespace pilotage::endpoint {

// A PostgreSQL database.
struct DatabaseChoice {
  std::string connection;    // libpq's, without a password
  std::string password_file; // its first line is the password; "": PGPASSWORD, ~/.pgpass or none
  unsigned connections = PostgresSettings{}.connections;

  // Errors: invalid_value (the connection is none, or holds a password), not_found (the password file).
  Result<PostgresSettings> settings() const;
};

// A directory elsewhere, or a bucket of an S3-compatible server.
struct AttachmentsChoice {
  std::string place; // an absolute path, or the bucket's address: "https://s3.example.org/BUCKET"
  std::string region = BucketSettings{}.region;
  std::string credentials_file; // lines "aws_access_key_id = …" and "aws_secret_access_key = …"; "": the variables of these names
  std::string ca_file;          // the only authority that the bucket's server is verified by; "": the system's

  bool is_bucket() const;
  // Errors: invalid_value (the address), not_found (the keys).
  Result<BucketSettings> bucket() const;
};

struct StorageChoice {
  std::optional<DatabaseChoice> database;       // none: SQLite in the data directory
  std::optional<AttachmentsChoice> attachments; // none: in the data directory

  // What the directory's file says; the default where there is none. Errors: malformed, invalid_value, permission.
  static Result<StorageChoice> read(const std::filesystem::path& directory);
  static bool stands_in(const std::filesystem::path& directory);
  // Does nothing for the default. On disk when it returns. Errors: permission, disk_full, io.
  Result<void> write(const std::filesystem::path& directory) const;
};

} // namespace pilotage::endpoint
