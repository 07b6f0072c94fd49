#include "sync/endpoint/storage/sqlite_database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "sync/endpoint/storage/sqlite_wal_buffer.h"

namespace pilotage::endpoint {

namespace {

Error error_of(int code, const char* detail, std::string where) {
  switch (code & 0xff) {
  case SQLITE_FULL:
    return {ErrorCode::disk_full, "The disk is full: the database cannot grow. Free some space, then try again.", std::move(where)};
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return {ErrorCode::locked, "Another program holds the database. Wait until it has finished, or stop it.", std::move(where)};
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return {ErrorCode::damaged, "The database is damaged. Stop the server and restore the last back-up; keep this file for rescue.",
            std::move(where)};
  case SQLITE_READONLY:
  case SQLITE_PERM:
    return {ErrorCode::permission, "The database cannot be written. Give its directory to this user, or mount the disk for writing.",
            std::move(where)};
  case SQLITE_CANTOPEN:
    return {ErrorCode::io, "The database cannot be opened. Check that the data directory exists and that this user may read and write it.",
            std::move(where)};
  default: return {ErrorCode::io, fmt::format("The database failed: {}.", detail), std::move(where)};
  }
}

[[noreturn]] void fail_with(sqlite3* database, int code) {
  const char* file = database != nullptr ? sqlite3_db_filename(database, "main") : nullptr;
  const char* detail = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  throw DatabaseFailure{error_of(code, detail, file != nullptr ? file : "")};
}

// A statement while it runs; is ready for the next use at the end.
class SqliteRows : public Rows {
public:
  explicit SqliteRows(sqlite3_stmt* statement) : statement_(statement) {}
  ~SqliteRows() override {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }

  bool next() override {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    fail_with(sqlite3_db_handle(statement_), code);
  }
  std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
  std::string text(int column) const override {
    const void* bytes = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return bytes != nullptr ? std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size)) : std::string();
  }
  bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

private:
  sqlite3_stmt* statement_;
};

struct Binding {
  sqlite3_stmt* statement;
  int place;

  void operator()(std::int64_t value) const { sqlite3_bind_int64(statement, place, value); }
  void operator()(std::string_view text) const {
    sqlite3_bind_text64(statement, place, text.data() != nullptr ? text.data() : "", text.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  void operator()(const Blob& blob) const {
    sqlite3_bind_blob64(statement, place, blob.bytes.data() != nullptr ? blob.bytes.data() : "", blob.bytes.size(), SQLITE_STATIC);
  }
  void operator()(const std::optional<std::int64_t>& value) const {
    if (value)
      (*this)(*value);
    else
      sqlite3_bind_null(statement, place);
  }
};

} // namespace

SqliteDatabase::SqliteDatabase(const std::filesystem::path& path, Mode mode, std::chrono::milliseconds patience) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == Mode::create ? SQLITE_OPEN_CREATE : 0);
  if (const int code = sqlite3_open_v2(path.c_str(), &database_, flags, wal_buffering_vfs()); code != SQLITE_OK) {
    sqlite3_close(database_);
    throw DatabaseFailure{error_of(code, sqlite3_errstr(code), path.string())};
  }
  try {
    sqlite3_extended_result_codes(database_, 1);
    sqlite3_busy_timeout(database_, static_cast<int>(patience.count()));
    execute("PRAGMA journal_mode=WAL");
    execute("PRAGMA synchronous=FULL");
    execute("PRAGMA foreign_keys=ON");
    execute("PRAGMA wal_autocheckpoint=4000");
  } catch (const DatabaseFailure&) {
    sqlite3_close(database_);
    throw;
  }
}

SqliteDatabase::~SqliteDatabase() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(database_);
}

void SqliteDatabase::execute(const char* sql) {
  if (const int code = sqlite3_exec(database_, sql, nullptr, nullptr, nullptr); code != SQLITE_OK) fail_with(database_, code);
}

sqlite3_stmt* SqliteDatabase::bound(std::string_view sql, std::span<const Value> values) {
  auto found = statements_.find(sql);
  if (found == statements_.end()) {
    sqlite3_stmt* statement = nullptr;
    const int code =
        sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) fail_with(database_, code);
    found = statements_.emplace(sql, statement).first;
  }
  for (std::size_t i = 0; i < values.size(); ++i) std::visit(Binding{found->second, static_cast<int>(i) + 1}, values[i]);
  return found->second;
}

std::unique_ptr<Rows> SqliteDatabase::run(std::string_view sql, std::span<const Value> values) {
  return std::make_unique<SqliteRows>(bound(sql, values));
}

int SqliteDatabase::run_change(std::string_view sql, std::span<const Value> values) {
  SqliteRows(bound(sql, values)).next();
  return sqlite3_changes(database_);
}

void SqliteDatabase::begin() { execute("BEGIN IMMEDIATE"); }

void SqliteDatabase::commit() { execute("COMMIT"); }

void SqliteDatabase::roll_back() noexcept {
  sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr); // fails where SQLite has rolled back by itself already
}

} // namespace pilotage::endpoint
