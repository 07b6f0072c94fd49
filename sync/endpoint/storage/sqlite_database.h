// One connection to SQLite, with its prepared statements. Inside this folder failures are exceptions (SqliteFailure);
// attempt() turns them into Errors at the border. A connection belongs to one thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "forms/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace pilotage::endpoint {

struct SqliteFailure {
  Error error;
};

// A statement while it runs. Resets itself at the end. `sql` must be a literal: statements are kept by its text.
class Query {
public:
  explicit Query(sqlite3_stmt* statement) : statement_(statement) {}
  Query(Query&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)), bound_(other.bound_) {}
  Query& operator=(Query&&) = delete;
  ~Query();

  Query& bind(std::int64_t value);
  Query& bind(std::string_view text);
  Query& bind_blob(std::string_view bytes);

  bool next(); // false after the last row
  std::int64_t integer(int column) const;
  std::string text(int column) const; // also for blobs
  bool is_null(int column) const;

private:
  sqlite3_stmt* statement_;
  int bound_ = 0;
};

class SqliteDatabase {
public:
  enum class Mode { create, existing };
  // WAL, synchronous=FULL, foreign keys, and patience with other processes. Throws SqliteFailure.
  SqliteDatabase(const std::filesystem::path& path, Mode mode, std::chrono::milliseconds patience);
  SqliteDatabase(const SqliteDatabase&) = delete;
  SqliteDatabase& operator=(const SqliteDatabase&) = delete;
  ~SqliteDatabase();

  void execute(const char* sql);
  template <typename... Values>
  Query query(std::string_view sql, const Values&... values) {
    Query query(prepared(sql));
    (query.bind(values), ...);
    return query;
  }
  // Runs a statement that gives no rows; the number of rows that it changed.
  template <typename... Values>
  int change(std::string_view sql, const Values&... values) {
    Query query(prepared(sql));
    (query.bind(values), ...);
    query.next();
    return changes();
  }

private:
  sqlite3_stmt* prepared(std::string_view sql);
  int changes() const;

  sqlite3* database_ = nullptr;
  std::map<std::string_view, sqlite3_stmt*> statements_;
};

// BEGIN IMMEDIATE … COMMIT; rolls back unless commit() was reached.
class Transaction {
public:
  explicit Transaction(SqliteDatabase& database);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  void commit();

private:
  SqliteDatabase& database_;
  bool open_ = true;
};

// The result of `work`, or the Error of the SqliteFailure that it threw.
template <typename Work>
auto attempt(Work work) -> Result<decltype(work())> {
  try {
    if constexpr (std::is_void_v<decltype(work())>) {
      work();
      return {};
    } else {
      return work();
    }
  } catch (const SqliteFailure& failure) {
    return std::unexpected(failure.error);
  }
}

} // namespace pilotage::endpoint
