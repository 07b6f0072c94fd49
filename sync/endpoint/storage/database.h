// One connection to a database that speaks SQL, whichever it is. What the endpoint stores is written once against this: the statements are
// those that SQLite and PostgreSQL share, with ? for a value.
//
// Inside this folder failures are exceptions (DatabaseFailure); attempt() turns them into Errors at the border. A connection belongs to one
// thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "forms/error.h"

namespace pilotage::endpoint {

struct DatabaseFailure {
  Error error;
};

// Bytes that are no text: a BLOB or bytea.
struct Blob {
  std::string_view bytes;
};

// A value for a ? of a statement. What is referred to must live until the rows are read.
using Value = std::variant<std::int64_t, std::string_view, Blob, std::optional<std::int64_t>>;

// What a statement gives, row by row.
class Rows {
public:
  Rows() = default;
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  virtual ~Rows() = default;

  virtual bool next() = 0; // false after the last row
  virtual std::int64_t integer(int column) const = 0;
  virtual std::string text(int column) const = 0; // also for blobs
  virtual bool is_null(int column) const = 0;
};

class Query {
public:
  explicit Query(std::unique_ptr<Rows> rows) : rows_(std::move(rows)) {}
  bool next() { return rows_->next(); }
  std::int64_t integer(int column) const { return rows_->integer(column); }
  std::string text(int column) const { return rows_->text(column); }
  bool is_null(int column) const { return rows_->is_null(column); }

private:
  std::unique_ptr<Rows> rows_;
};

class Database {
public:
  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  virtual ~Database() = default;

  // Statements without values or rows, one or more.
  virtual void execute(const char* sql) = 0;

  // `sql` must be a literal: prepared statements are kept by its text.
  template <typename... Values>
  Query query(std::string_view sql, const Values&... values) {
    const std::array<Value, sizeof...(Values)> bound = {value_of(values)...};
    return Query(run(sql, bound));
  }
  // Runs a statement that gives no rows; the number of rows that it changed.
  template <typename... Values>
  int change(std::string_view sql, const Values&... values) {
    const std::array<Value, sizeof...(Values)> bound = {value_of(values)...};
    return run_change(sql, bound);
  }

  // The same with as many values as there are; `sql` must live as long as the connection.
  int change_bound(std::string_view sql, std::span<const Value> values) { return run_change(sql, values); }

  // A transaction that sees and makes its changes as if it were alone.
  virtual void begin() = 0;
  virtual void commit() = 0;
  virtual void roll_back() noexcept = 0;

protected:
  virtual std::unique_ptr<Rows> run(std::string_view sql, std::span<const Value> values) = 0;
  virtual int run_change(std::string_view sql, std::span<const Value> values) = 0;

private:
  template <typename T>
  static Value value_of(const T& value) {
    if constexpr (std::is_same_v<T, bool>)
      return std::int64_t{value};
    else if constexpr (std::is_integral_v<T>)
      return static_cast<std::int64_t>(value);
    else if constexpr (std::is_same_v<T, Blob> || std::is_same_v<T, std::optional<std::int64_t>>)
      return value;
    else
      return std::string_view(value);
  }
};

// Rolls back unless commit() was reached.
class Transaction {
public:
  explicit Transaction(Database& database) : database_(database) { database_.begin(); }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction() {
    if (open_) database_.roll_back();
  }
  void commit() {
    database_.commit();
    open_ = false;
  }

private:
  Database& database_;
  bool open_ = true;
};

// The result of `work`, or the Error of the DatabaseFailure that it threw.
template <typename Work>
auto attempt(Work work) -> Result<decltype(work())> {
  try {
    if constexpr (std::is_void_v<decltype(work())>) {
      work();
      return {};
    } else {
      return work();
    }
  } catch (const DatabaseFailure& failure) {
    return std::unexpected(failure.error);
  }
}

} // namespace pilotage::endpoint
