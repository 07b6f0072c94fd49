#include "client/store/database.h"

#include <sqlite3.h>

#include <cerrno>
#include <map>
#include <vector>

namespace pilotage::store {

struct Database::Cache {
  // Idle statements by the address of their text: literals, so the address is the text's name.
  std::map<const char*, std::vector<sqlite3_stmt*>> idle;
};

Database::Database(const std::filesystem::path& file, int wait_for_lock_ms) : file_(file), cache_(std::make_unique<Cache>()) {
  const int opened = sqlite3_open_v2(file.c_str(), &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  if (opened != SQLITE_OK) {
    const Error why = error(handle_ != nullptr ? sqlite3_extended_errcode(handle_) : opened);
    sqlite3_close_v2(handle_);
    throw Failure{why};
  }
  sqlite3_extended_result_codes(handle_, 1);
  sqlite3_busy_timeout(handle_, wait_for_lock_ms);
  // SQLite opens a file that it may not write for reading only, and would tell at the first answer.
  if (sqlite3_db_readonly(handle_, "main") == 1) {
    const Error why = error(SQLITE_READONLY);
    sqlite3_close_v2(handle_);
    throw Failure{why};
  }
}

Database::~Database() {
  for (auto& [_, handles] : cache_->idle)
    for (sqlite3_stmt* handle : handles) sqlite3_finalize(handle);
  sqlite3_close_v2(handle_);
}

void Database::script(const char* sql) {
  errno = 0; // error() looks at it
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

Statement Database::prepare(const char* sql) {
  auto& idle = cache_->idle[sql];
  if (!idle.empty()) {
    sqlite3_stmt* handle = idle.back();
    idle.pop_back();
    return {*this, sql, handle};
  }
  sqlite3_stmt* handle = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  if (code != SQLITE_OK) fail(code);
  return {*this, sql, handle};
}

void Database::give_back(const char* sql, sqlite3_stmt* handle) {
  sqlite3_reset(handle);
  sqlite3_clear_bindings(handle);
  cache_->idle[sql].push_back(handle);
}

std::int64_t Database::last_id() const { return sqlite3_last_insert_rowid(handle_); }
int Database::changes() const { return sqlite3_changes(handle_); }

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_), sql_(other.sql_), handle_(std::exchange(other.handle_, nullptr)) {}

Statement::~Statement() {
  if (handle_ != nullptr) database_->give_back(sql_, handle_);
}

bool Statement::step() {
  errno = 0; // error() looks at it
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  database_->fail(code);
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_, column); }
bool Statement::null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }

std::string Statement::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_, column));
  const int size = sqlite3_column_bytes(handle_, column);
  return bytes == nullptr ? std::string() : std::string(bytes, static_cast<std::size_t>(size));
}

void Statement::bind(int index, std::int64_t value) { sqlite3_bind_int64(handle_, index, value); }
void Statement::bind_null(int index) { sqlite3_bind_null(handle_, index); }

void Statement::bind(int index, std::string_view text) {
  // A null pointer would bind NULL; an empty text is not the absence of one.
  const char* bytes = text.data() == nullptr ? "" : text.data();
  const int code = sqlite3_bind_text64(handle_, index, bytes, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (code != SQLITE_OK) database_->fail(code);
}

void Statement::bind(int index, Blob blob) {
  const char* bytes = blob.bytes.data() == nullptr ? "" : blob.bytes.data();
  const int code = sqlite3_bind_blob64(handle_, index, bytes, blob.bytes.size(), SQLITE_TRANSIENT);
  if (code != SQLITE_OK) database_->fail(code);
}

Transaction::Transaction(Database& database) : database_(database) { database_.script("BEGIN IMMEDIATE"); }

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.script("ROLLBACK");
  } catch (const Failure&) {
    // SQLite has rolled back by itself (a full disk, an I/O error): there is nothing left to undo.
    return;
  }
}

void Transaction::commit() {
  database_.script("COMMIT");
  open_ = false;
}

} // namespace pilotage::store
