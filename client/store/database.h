// SQLite for the parts of this folder: prepared statements, transactions, and its errors as sentences. Not for other folders.
//
// Inside client/store a failure is thrown as Failure; each public function turns it into a Result by guarded().
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "forms/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace pilotage::store {

struct Failure {
  Error error;
};

[[noreturn]] inline void fail_now(ErrorCode code, std::string message, std::string where = {}) {
  throw Failure{{code, std::move(message), std::move(where)}};
}

// Takes a Result apart where the failure is to travel on.
template <typename T>
T or_throw(Result<T> result) {
  if (!result) throw Failure{result.error()};
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// Runs `work` and gives what it returns, or the failure that it threw.
template <typename Work>
auto guarded(Work&& work) -> Result<std::invoke_result_t<Work>> {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
      std::forward<Work>(work)();
      return {};
    } else {
      return std::forward<Work>(work)();
    }
  } catch (Failure& failure) {
    return std::unexpected(std::move(failure.error));
  }
}

// Bytes that are bound as a BLOB; a string_view is bound as TEXT.
struct Blob {
  std::string_view bytes;
};

class Database;

// One run of a statement; it goes back to the database's cache when it ends.
class Statement {
public:
  Statement(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // True while there is a row.
  bool step();
  std::int64_t integer(int column) const;
  bool null(int column) const;
  std::string text(int column) const; // of TEXT and BLOB
  template <typename Id>
  Id id(int column) const {
    return static_cast<Id>(integer(column));
  }

private:
  friend class Database;
  Statement(Database& database, const char* sql, sqlite3_stmt* handle) : database_(&database), sql_(sql), handle_(handle) {}

  void bind(int index, std::int64_t value);
  void bind(int index, std::string_view text);
  void bind(int index, Blob blob);
  void bind_null(int index);

  template <typename T>
  void bind_any(int index, const T& value) {
    if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
      bind(index, static_cast<std::int64_t>(value));
    } else if constexpr (std::is_same_v<T, Blob>) {
      bind(index, value);
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
      bind(index, std::string_view(value));
    } else if (value) {
      bind_any(index, *value); // std::optional
    } else {
      bind_null(index);
    }
  }

  Database* database_;
  const char* sql_;
  sqlite3_stmt* handle_;
};

class Database {
public:
  // Throws Failure. Durable: WAL and synchronous=FULL.
  Database(const std::filesystem::path& file, int wait_for_lock_ms);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // A statement with its parameters bound in order; `sql` must live as long as the database (a literal).
  template <typename... Values>
  Statement query(const char* sql, const Values&... values) {
    Statement statement = prepare(sql);
    int index = 0;
    (statement.bind_any(++index, values), ...);
    return statement;
  }

  // Runs a statement that gives no rows; says how many rows it changed.
  template <typename... Values>
  int run(const char* sql, const Values&... values) {
    query(sql, values...).step();
    return changes();
  }

  // Several statements separated by semicolons, without parameters.
  void script(const char* sql);

  std::int64_t last_id() const;
  int changes() const;
  const std::filesystem::path& file() const { return file_; }

  // The sentence for what SQLite said last. `code` is one of its (extended) result codes.
  Error error(int code) const;
  [[noreturn]] void fail(int code) const { throw Failure{error(code)}; }

private:
  friend class Statement;
  Statement prepare(const char* sql);
  void give_back(const char* sql, sqlite3_stmt* handle);

  struct Cache;
  std::filesystem::path file_;
  sqlite3* handle_ = nullptr;
  std::unique_ptr<Cache> cache_;
};

// BEGIN IMMEDIATE … COMMIT; rolled back where commit() was not reached. What commit() has returned from is on the disk.
class Transaction {
public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

private:
  Database& database_;
  bool open_ = true;
};

} // namespace pilotage::store
