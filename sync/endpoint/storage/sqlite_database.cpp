#include "sync/endpoint/storage/sqlite_database.h"

#include <fmt/format.h>
#include <sqlite3.h>

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
  throw SqliteFailure{error_of(code, detail, file != nullptr ? file : "")};
}

} // namespace

Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Query& Query::bind(std::int64_t value) {
  sqlite3_bind_int64(statement_, ++bound_, value);
  return *this;
}

Query& Query::bind(std::string_view text) {
  sqlite3_bind_text64(statement_, ++bound_, text.data() != nullptr ? text.data() : "", text.size(), SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}

Query& Query::bind_blob(std::string_view bytes) {
  sqlite3_bind_blob64(statement_, ++bound_, bytes.data() != nullptr ? bytes.data() : "", bytes.size(), SQLITE_STATIC);
  return *this;
}

bool Query::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  fail_with(sqlite3_db_handle(statement_), code);
}

std::int64_t Query::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Query::text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes != nullptr ? std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size)) : std::string();
}

bool Query::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

SqliteDatabase::SqliteDatabase(const std::filesystem::path& path, Mode mode, std::chrono::milliseconds patience) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == Mode::create ? SQLITE_OPEN_CREATE : 0);
  if (const int code = sqlite3_open_v2(path.c_str(), &database_, flags, nullptr); code != SQLITE_OK) {
    sqlite3_close(database_);
    throw SqliteFailure{error_of(code, sqlite3_errstr(code), path.string())};
  }
  try {
    sqlite3_extended_result_codes(database_, 1);
    sqlite3_busy_timeout(database_, static_cast<int>(patience.count()));
    execute("PRAGMA journal_mode=WAL");
    execute("PRAGMA synchronous=FULL");
    execute("PRAGMA foreign_keys=ON");
    execute("PRAGMA wal_autocheckpoint=4000");
  } catch (const SqliteFailure&) {
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

sqlite3_stmt* SqliteDatabase::prepared(std::string_view sql) {
  if (const auto found = statements_.find(sql); found != statements_.end()) return found->second;
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) fail_with(database_, code);
  statements_.emplace(sql, statement);
  return statement;
}

int SqliteDatabase::changes() const { return sqlite3_changes(database_); }

Transaction::Transaction(SqliteDatabase& database) : database_(database) { database_.execute("BEGIN IMMEDIATE"); }

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.execute("ROLLBACK");
  } catch (const SqliteFailure&) {
    return; // SQLite has rolled back by itself already
  }
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

} // namespace pilotage::endpoint
