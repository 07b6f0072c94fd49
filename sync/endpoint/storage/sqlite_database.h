// One connection to SQLite, with its prepared statements.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>

#include "sync/endpoint/storage/database.h"

struct sqlite3;
struct sqlite3_stmt;

namespace pilotage::endpoint {

class SqliteDatabase : public Database {
public:
  enum class Mode { create, existing };
  // WAL, synchronous=FULL, foreign keys, and patience with other processes. Throws DatabaseFailure.
  SqliteDatabase(const std::filesystem::path& path, Mode mode, std::chrono::milliseconds patience);
  ~SqliteDatabase() override;

  void execute(const char* sql) override;
  void begin() override; // IMMEDIATE: waits for the other writers first
  void commit() override;
  void roll_back() noexcept override;

  sqlite3* handle() { return database_; }

protected:
  std::unique_ptr<Rows> run(std::string_view sql, std::span<const Value> values) override;
  int run_change(std::string_view sql, std::span<const Value> values) override;

private:
  sqlite3_stmt* bound(std::string_view sql, std::span<const Value> values);

  sqlite3* database_ = nullptr;
  std::map<std::string_view, sqlite3_stmt*> statements_;
};

} // namespace pilotage::endpoint
