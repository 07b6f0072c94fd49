#include "sync/endpoint/storage/sqlite_storage.h"

#include <sodium.h>

#include "sync/endpoint/storage/disk_error.h"
#include "sync/endpoint/storage/sqlite_cache.h"
#include "sync/endpoint/storage/sqlite_checkpointer.h"
#include "sync/endpoint/storage/sqlite_schema.h"
#include "sync/endpoint/storage/submission_writer.h"

namespace pilotage::endpoint {

namespace {

Result<void> expect_file(const std::filesystem::path& file) {
  std::error_code error;
  const bool exists = std::filesystem::exists(file, error);
  if (error) return disk_error(error.value(), file);
  if (!exists)
    return fail(ErrorCode::not_found, "There is no endpoint in this data directory. Create one with: pilotage-endpoint init --data DIR",
                file.string());
  return {};
}

} // namespace

// A connection for reading, borrowed from those that are idle.
class SqliteStorage::Reader {
public:
  explicit Reader(SqliteStorage& storage) : storage_(storage) {
    {
      const std::lock_guard lock(storage_.readers_mutex_);
      if (!storage_.idle_readers_.empty()) {
        database_ = std::move(storage_.idle_readers_.back());
        storage_.idle_readers_.pop_back();
      }
    }
    if (database_ == nullptr)
      database_ = std::make_unique<SqliteDatabase>(storage_.file_, SqliteDatabase::Mode::existing, storage_.patience_);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() {
    const std::lock_guard lock(storage_.readers_mutex_);
    storage_.idle_readers_.push_back(std::move(database_));
  }
  SqliteDatabase& database() { return *database_; }

private:
  SqliteStorage& storage_;
  std::unique_ptr<SqliteDatabase> database_;
};

SqliteStorage::SqliteStorage(std::filesystem::path file, std::chrono::milliseconds patience)
    : file_(std::move(file)), patience_(patience) {}

SqliteStorage::~SqliteStorage() = default;

Result<std::int64_t> SqliteStorage::version_in(const std::filesystem::path& file) {
  if (auto expected = expect_file(file); !expected) return std::unexpected(expected.error());
  auto version = attempt([&] {
    SqliteDatabase database(file, SqliteDatabase::Mode::existing, std::chrono::seconds(10));
    return schema_version(database, SqliteDatabase::Mode::existing);
  });
  if (!version && version.error().where.empty()) version.error().where = file.string();
  return version;
}

Result<std::unique_ptr<SqliteStorage>> SqliteStorage::open(const std::filesystem::path& file, Mode mode,
                                                           std::chrono::milliseconds patience) {
  if (sodium_init() < 0) return fail(ErrorCode::internal, "The random source of this machine does not work.");
  if (mode == Mode::existing)
    if (auto expected = expect_file(file); !expected) return std::unexpected(expected.error());
  auto opened = attempt([&] {
    std::unique_ptr<SqliteStorage> storage(new SqliteStorage(file, patience));
    const auto how = mode == Mode::create ? SqliteDatabase::Mode::create : SqliteDatabase::Mode::existing;
    storage->writer_ = std::make_unique<SqliteDatabase>(file, how, patience);
    migrate(*storage->writer_, how);
    fit_cache(*storage->writer_);
    storage->submission_writer_ = std::make_unique<SubmissionWriter>(*storage->writer_, storage->writer_mutex_);
    storage->checkpointer_ = std::make_unique<SqliteCheckpointer>(file, patience, *storage->writer_, storage->writer_mutex_);
    return storage;
  });
  if (!opened && opened.error().where.empty()) opened.error().where = file.string();
  return opened;
}

void SqliteStorage::submit(NewSubmission submission, Done done) { submission_writer_->add(std::move(submission), std::move(done)); }

Result<std::unique_ptr<Snapshot>> SqliteStorage::snapshot() {
  return attempt([this] { return snapshot_of_sqlite(file_, patience_); });
}

void SqliteStorage::read_with(const Work& work) {
  Reader reader(*this);
  work(reader.database());
}

void SqliteStorage::write_with(const Work& work) {
  const std::lock_guard lock(writer_mutex_);
  Transaction transaction(*writer_);
  work(*writer_);
  transaction.commit();
}

} // namespace pilotage::endpoint
