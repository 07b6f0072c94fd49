#include <sqlite3.h>

#include "sync/endpoint/storage/snapshot.h"
#include "sync/endpoint/storage/sqlite_database.h"

namespace pilotage::endpoint {

namespace {

class SqliteSnapshot : public Snapshot {
public:
  SqliteSnapshot(const std::filesystem::path& file, std::chrono::milliseconds patience)
      : database_(file, SqliteDatabase::Mode::existing, patience) {
    database_.execute("BEGIN; SELECT count(*) FROM sqlite_schema"); // the moment is that of the first reading
  }

  Database& database() override { return database_; }

  // In one step, inside the transaction: writers go on, and the copy does not begin anew with each of their commits.
  void copy_to(const std::filesystem::path& file) override {
    SqliteDatabase copy(file, SqliteDatabase::Mode::create, std::chrono::seconds(10));
    sqlite3_backup* backup = sqlite3_backup_init(copy.handle(), "main", database_.handle(), "main");
    if (backup != nullptr) sqlite3_backup_step(backup, -1);
    if (const int code = sqlite3_backup_finish(backup); backup == nullptr || code != SQLITE_OK)
      throw DatabaseFailure{{code == SQLITE_FULL ? ErrorCode::disk_full : ErrorCode::io,
                             std::string("The database cannot be copied: ") + sqlite3_errmsg(copy.handle()) + ".", file.string()}};
    copy.execute("PRAGMA journal_mode=DELETE"); // one file, nothing beside it
  }

  std::vector<std::string> faults() override {
    std::vector<std::string> found;
    for (Query row = database_.query("PRAGMA integrity_check"); row.next();)
      if (row.text(0) != "ok") found.push_back(row.text(0));
    for (Query row = database_.query("PRAGMA foreign_key_check"); row.next();)
      found.push_back("a row of " + row.text(0) + " names a row of " + row.text(2) + " that is not there");
    return found;
  }

private:
  SqliteDatabase database_;
};

} // namespace

std::unique_ptr<Snapshot> snapshot_of_sqlite(const std::filesystem::path& file, std::chrono::milliseconds patience) {
  return std::make_unique<SqliteSnapshot>(file, patience);
}

} // namespace pilotage::endpoint
