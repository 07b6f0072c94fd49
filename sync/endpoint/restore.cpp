#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "sync/endpoint/backup.h"
#include "sync/endpoint/data_directory.h"
#include "sync/endpoint/file_bytes.h"
#include "sync/endpoint/storage/disk_error.h"
#include "sync/endpoint/storage/durable_file.h"
#include "sync/endpoint/storage/kept_files.h"
#include "sync/endpoint/storage/snapshot.h"
#include "sync/endpoint/storage/sqlite_database.h"
#include "sync/endpoint/storage/sqlite_schema.h"

namespace pilotage::endpoint {

namespace fs = std::filesystem;

namespace {

// What an attempt that was cut off left. SQLite would bring such a log over into whatever lies beside it, also into another copy.
Result<void> remove_staged(const fs::path& staged) {
  for (const char* part : {"-wal", "-shm", "-journal", ""}) {
    std::error_code error;
    const fs::path file = staged.string() + part;
    fs::remove(file, error);
    if (error) return disk_error(error.value(), file);
  }
  return {};
}

// As it lies there now: what is put in place serves for years.
void expect_whole(SqliteDatabase& database, const fs::path& staged) {
  Query row = database.query("PRAGMA quick_check(1)");
  if (row.next() && row.text(0) == "ok") return;
  throw DatabaseFailure{
      {ErrorCode::damaged, "The copy of the back-up's database came out damaged. Check the disk, then restore again.", staged.string()}};
}

// A copy of the back-up's database, of the newest version, whose projects go on with larger numbers.
Result<void> stage_database(const fs::path& from, const fs::path& staged) {
  if (auto removed = remove_staged(staged); !removed) return removed;
  std::error_code error;
  fs::copy_file(from / kBackupDatabase, staged, error);
  if (error) return disk_error(error.value(), staged);
  fs::permissions(staged, fs::perms::owner_read | fs::perms::owner_write, error);
  return attempt([&] {
    SqliteDatabase database(staged, SqliteDatabase::Mode::existing, std::chrono::seconds(10));
    migrate(database, SqliteDatabase::Mode::existing);
    database.change("UPDATE project SET last_sequence=last_sequence+?", kRestoredGap);
    database.execute("PRAGMA journal_mode=DELETE"); // one file, nothing beside it
    expect_whole(database, staged);
  });
}

Result<void> copy_files(const fs::path& from, const AttachmentStore& to) {
  const KeptFiles source(from / kBackupAttachments);
  Result<void> outcome;
  auto listed = source.list([&](std::string_view sha256, std::uint64_t) {
    if (!outcome) return;
    const auto opened = source.open_file(sha256);
    auto copy = to.receive();
    if (!opened || !copy) {
      outcome = std::unexpected(opened ? copy.error() : opened.error());
      return;
    }
    outcome = read_to_end(*opened, [&](std::string_view bytes) { return (*copy)->append(bytes); });
    if (outcome && (*copy)->seal() != sha256)
      outcome = fail(ErrorCode::damaged, "An attachment of the back-up changed while it was read.", std::string(sha256));
    if (outcome) outcome = to.keep(std::move(*copy));
  });
  return listed ? outcome : listed;
}

// SQLite: the staged file becomes the database.
Result<void> put_in_place(const fs::path& staged, const fs::path& directory) {
  const int descriptor = ::open(staged.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return disk_error(errno, staged);
  const int error = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  if (error != 0) return disk_error(error, staged);
  if (::rename(staged.c_str(), database_file(directory).c_str()) != 0) return disk_error(errno, directory);
  return sync_directory(directory);
}

// PostgreSQL: its tables are made and filled from the staged file.
Result<void> fill_database(const fs::path& staged, const DatabaseChoice& choice) {
  const auto settings = choice.settings();
  if (!settings) return std::unexpected(settings.error());
  return attempt([&] { fill_postgres(*settings, staged); });
}

Result<void> put_database(const fs::path& staged, const fs::path& directory, const StorageChoice& choice) {
  if (!choice.database) return put_in_place(staged, directory);
  auto filled = fill_database(staged, *choice.database);
  static_cast<void>(remove_staged(staged)); // whether it was filled is what matters
  return filled;
}

} // namespace

// The database comes last, the choice after it: what is cut off before is no endpoint, and can be tried again.
Result<BackupManifest> restore(const fs::path& from, const fs::path& directory, const StorageChoice& choice, Gaps gaps) {
  auto manifest = verify_backup(from);
  if (!manifest) return manifest;
  if (!manifest->missing.empty() && gaps == Gaps::refuse)
    return fail(ErrorCode::damaged,
                "Attachments were missing in the store when this back-up was made. Restore another one, or this with --accept-missing.",
                from.string());
  if (auto made = make_data_directory(directory); !made) return std::unexpected(made.error());
  const auto files = open_attachments(directory, choice, Look::now);
  if (!files) return std::unexpected(files.error());
  if (auto copied = copy_files(from, **files); !copied) return std::unexpected(copied.error());
  const fs::path staged = directory / kBeingRestored;
  if (auto done = stage_database(from, staged); !done) return std::unexpected(done.error());
  if (auto put = put_database(staged, directory, choice); !put) return std::unexpected(put.error());
  if (auto written = choice.write(directory); !written) return std::unexpected(written.error());
  return manifest;
}

} // namespace pilotage::endpoint
