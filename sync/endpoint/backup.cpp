#include "sync/endpoint/backup.h"

#include <fcntl.h>

#include <cerrno>

#include "sync/endpoint/file_bytes.h"
#include "sync/endpoint/named_files.h"
#include "sync/endpoint/storage/directory_attachments.h"
#include "sync/endpoint/storage/disk_error.h"
#include "sync/endpoint/storage/durable_file.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/endpoint/storage/sqlite_database.h"
#include "sync/endpoint/storage/sqlite_schema.h"

namespace pilotage::endpoint {

namespace fs = std::filesystem;

namespace {

Result<AttachmentStore::Opened> open_plain_file(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return disk_error(errno, file);
  std::error_code error;
  const auto size = fs::file_size(file, error);
  return AttachmentStore::Opened{.descriptor = descriptor, .size = size};
}

Result<void> make_empty_directory(const fs::path& directory) {
  if (auto made = make_directory_durably(directory); !made) return made;
  std::error_code error;
  if (!fs::is_empty(directory, error))
    return fail(ErrorCode::conflict, "This directory is not empty. Name a new one for each back-up.", directory.string());
  fs::permissions(directory, fs::perms::owner_all, error); // submissions are nobody else's business
  if (error) return disk_error(error.value(), directory);
  return {};
}

// False where the store has lost the file, or holds other bytes under its hash.
Result<bool> copy_file_of(const AttachmentStore& from, const AttachmentStore& to, const std::string& sha256) {
  const auto opened = from.open_file(sha256);
  if (!opened && (opened.error().code == ErrorCode::not_found || opened.error().code == ErrorCode::damaged)) return false;
  if (!opened) return std::unexpected(opened.error());
  auto copy = to.receive();
  if (!copy) return std::unexpected(copy.error());
  if (auto read = read_to_end(*opened, [&](std::string_view bytes) { return (*copy)->append(bytes); }); !read)
    return std::unexpected(read.error());
  if ((*copy)->seal() != sha256) return false;
  if (auto kept = to.keep(std::move(*copy)); !kept) return std::unexpected(kept.error());
  return true;
}

// Attachments are stored before the submission that names them, and never removed: those of the snapshot are all there afterwards.
Result<void> copy_named_files(Database& database, const AttachmentStore& from, const AttachmentStore& to, BackupManifest& manifest) {
  Result<void> outcome;
  auto walked = attempt([&] {
    each_named_file(database, [&](const std::string& sha256, std::uint64_t) {
      if (!outcome) return;
      const auto copied = copy_file_of(from, to, sha256);
      if (!copied)
        outcome = std::unexpected(copied.error());
      else if (*copied)
        ++manifest.attachments;
      else
        manifest.missing.push_back(sha256);
    });
  });
  return walked ? outcome : walked;
}

// The database as it is at this moment. The snapshot ends here: as long as it is held, the write-ahead log cannot begin anew.
Result<void> copy_database(Storage& storage, const fs::path& copy) {
  auto snapshot = storage.snapshot();
  if (!snapshot) return std::unexpected(snapshot.error());
  return attempt([&] { (*snapshot)->copy_to(copy); });
}

std::uint64_t count_submissions(Database& database) {
  Query count = database.query("SELECT count(*) FROM submission");
  return count.next() ? static_cast<std::uint64_t>(count.integer(0)) : 0;
}

// The attachments may take hours. Which they are is read from the copy.
Result<void> copy_files_of(const fs::path& copy, const AttachmentStore& from, const AttachmentStore& to, BackupManifest& manifest) {
  Result<void> copied;
  auto read = attempt([&] {
    SqliteDatabase database(copy, SqliteDatabase::Mode::existing, std::chrono::seconds(10));
    manifest.submissions = count_submissions(database);
    copied = copy_named_files(database, from, to, manifest);
    database.execute("PRAGMA journal_mode=DELETE"); // one file, nothing beside it
  });
  return read ? copied : read;
}

Result<void> describe_database(const fs::path& file, BackupManifest& manifest) {
  const auto opened = open_plain_file(file);
  if (!opened) return std::unexpected(opened.error());
  manifest.database_bytes = opened->size;
  auto hash = sha256_of(*opened);
  if (!hash) return std::unexpected(hash.error());
  manifest.database_sha256 = *std::move(hash);
  manifest.schema_version = newest_schema_version();
  return {};
}

std::unexpected<Error> damaged_backup(const std::string& what, const fs::path& file) {
  return fail(ErrorCode::damaged, "The back-up is damaged: " + what + " Use another back-up.", file.string());
}

Result<void> verify_database(const fs::path& from, const BackupManifest& manifest) {
  const fs::path file = from / kBackupDatabase;
  const auto opened = open_plain_file(file);
  if (!opened) return damaged_backup("its database is not there.", file);
  const auto hash = sha256_of(*opened);
  if (!hash) return std::unexpected(hash.error());
  if (*hash != manifest.database_sha256) return damaged_backup("its database was changed or cut.", file);
  return {};
}

// One file of the back-up that is missing or changed, or nothing.
Result<void> verify_file(const KeptFiles& files, const std::string& sha256) {
  const auto opened = files.open_file(sha256);
  if (!opened) return damaged_backup("an attachment is not there.", sha256);
  const auto hash = sha256_of(*opened);
  if (!hash) return std::unexpected(hash.error());
  if (*hash != sha256) return damaged_backup("an attachment was changed or cut.", sha256);
  return {};
}

Result<void> verify_files(const fs::path& from, const BackupManifest& manifest) {
  std::uint64_t seen = 0;
  Result<void> outcome;
  const KeptFiles files(from / kBackupAttachments);
  auto listed = files.list([&](std::string_view sha256, std::uint64_t) {
    ++seen;
    if (outcome) outcome = verify_file(files, std::string(sha256));
  });
  if (!listed) return listed;
  if (outcome && seen != manifest.attachments) return damaged_backup("attachments are not there.", from);
  return outcome;
}

} // namespace

Result<BackupManifest> back_up(Storage& storage, const AttachmentStore& files, const fs::path& to) {
  if (auto made = make_empty_directory(to); !made) return std::unexpected(made.error());
  BackupManifest manifest;
  manifest.made_at = milliseconds_now();
  const fs::path copy = to / kBackupDatabase;
  if (auto copied = copy_database(storage, copy); !copied) return std::unexpected(copied.error());
  const auto target = DirectoryAttachments::open(to / kBackupAttachments);
  if (!target) return std::unexpected(target.error());
  if (auto copied = copy_files_of(copy, files, **target, manifest); !copied) return std::unexpected(copied.error());
  if (auto described = describe_database(copy, manifest); !described) return std::unexpected(described.error());
  if (auto written = manifest.write(to); !written) return std::unexpected(written.error());
  return manifest;
}

Result<BackupManifest> verify_backup(const fs::path& from) {
  auto manifest = BackupManifest::read(from);
  if (!manifest) return manifest;
  if (auto verified = verify_database(from, *manifest); !verified) return std::unexpected(verified.error());
  if (auto verified = verify_files(from, *manifest); !verified) return std::unexpected(verified.error());
  return manifest;
}

} // namespace pilotage::endpoint
