#include "sync/endpoint/storage/sqlite_storage.h"

#include <sodium.h>

#include "sync/endpoint/storage/disk_error.h"
#include "sync/endpoint/storage/sqlite_access.h"
#include "sync/endpoint/storage/sqlite_schema.h"
#include "sync/endpoint/storage/submission_writer.h"

namespace pilotage::endpoint {

SqliteStorage::SqliteStorage(std::filesystem::path file, std::chrono::milliseconds patience)
    : file_(std::move(file)), patience_(patience) {}

SqliteStorage::~SqliteStorage() = default;

Result<std::unique_ptr<SqliteStorage>> SqliteStorage::open(const std::filesystem::path& file, Mode mode,
                                                           std::chrono::milliseconds patience) {
  if (sodium_init() < 0) return fail(ErrorCode::internal, "The random source of this machine does not work.");
  std::error_code error;
  const bool exists = std::filesystem::exists(file, error);
  if (error) return disk_error(error.value(), file);
  if (mode == Mode::existing && !exists)
    return fail(ErrorCode::not_found, "There is no endpoint in this data directory. Create one with: pilotage-endpoint init --data DIR",
                file.string());
  auto opened = attempt([&] {
    std::unique_ptr<SqliteStorage> storage(new SqliteStorage(file, patience));
    const auto how = mode == Mode::create ? SqliteDatabase::Mode::create : SqliteDatabase::Mode::existing;
    storage->writer_ = std::make_unique<SqliteDatabase>(file, how, patience);
    migrate(*storage->writer_, how);
    storage->submission_writer_ = std::make_unique<SubmissionWriter>(*storage->writer_, storage->writer_mutex_);
    return storage;
  });
  if (!opened && opened.error().where.empty()) opened.error().where = file.string();
  return opened;
}

Result<void> SqliteStorage::check() {
  return read([](SqliteDatabase& database) { database.query("SELECT count(*) FROM project").next(); });
}

} // namespace pilotage::endpoint
