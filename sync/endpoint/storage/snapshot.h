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

// The other way: makes the tables in an empty PostgreSQL database, and fills them from a SQLite database of the newest version. All of it
// or nothing, in one transaction. Throws DatabaseFailure: conflict where there is any table already; those of postgres_schema's migrate().
void fill_postgres(const PostgresSettings& settings, const std::filesystem::path& from);

} // namespace pilotage::endpoint
