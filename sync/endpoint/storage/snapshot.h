// Everything that a storage holds, as it was at one moment, while others go on writing: for back-ups and checks. One thread at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "sync/endpoint/storage/database.h"
#include "sync/endpoint/storage/postgres_settings.h"

namespace pilotage::endpoint {

class Snapshot {
public:
  virtual ~Snapshot() = default;
  // For reading. Errors of the functions below are thrown (DatabaseFailure).
  virtual Database& database() = 0;
  // Writes all of it into a new SQLite database, the same whichever database it comes from. On disk when it returns.
  virtual void copy_to(const std::filesystem::path& file) = 0;
  // What the database finds wrong with itself, a sentence each.
  virtual std::vector<std::string> faults() = 0;
};

std::unique_ptr<Snapshot> snapshot_of_sqlite(const std::filesystem::path& file, std::chrono::milliseconds patience);
std::unique_ptr<Snapshot> snapshot_of_postgres(const PostgresSettings& settings);

// The other way: fills the tables of a PostgreSQL database, which are there and empty, from a SQLite database of the newest version. All of
// it or nothing. Throws DatabaseFailure.
void fill_postgres(const PostgresSettings& settings, const std::filesystem::path& from);
// Removes the tables again, after a failure. Throws DatabaseFailure.
void empty_postgres(const PostgresSettings& settings);

} // namespace pilotage::endpoint
