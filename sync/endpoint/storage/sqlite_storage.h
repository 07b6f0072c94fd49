// Storage in one SQLite file: one connection writes, several read. Submissions that arrive while a commit is under way wait for the
// next one together, so that the cost of reaching the disk is shared.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "sync/endpoint/storage/sql_storage.h"
#include "sync/endpoint/storage/sqlite_database.h"

namespace pilotage::endpoint {

class SqliteCheckpointer;
class SubmissionWriter;

class SqliteStorage : public SqlStorage {
public:
  enum class Mode { create, existing };
  // `patience` is how long to wait for another process's transaction. Errors: not_found (existing, and there is none), permission, locked,
  // damaged, newer_version, disk_full, io.
  static Result<std::unique_ptr<SqliteStorage>> open(const std::filesystem::path& file, Mode mode,
                                                     std::chrono::milliseconds patience = std::chrono::seconds(10));
  // The version of the schema in the file. Changes nothing. Errors: those of open().
  static Result<std::int64_t> version_in(const std::filesystem::path& file);
  // Writes what was submitted, then closes.
  ~SqliteStorage() override;

  void submit(NewSubmission submission, Done done) override;
  Result<std::unique_ptr<Snapshot>> snapshot() override;

protected:
  void read_with(const Work& work) override;
  void write_with(const Work& work) override;

private:
  SqliteStorage(std::filesystem::path file, std::chrono::milliseconds patience);
  class Reader;

  std::filesystem::path file_;
  std::chrono::milliseconds patience_;
  std::unique_ptr<SqliteDatabase> writer_;
  std::mutex writer_mutex_;
  std::vector<std::unique_ptr<SqliteDatabase>> idle_readers_;
  std::mutex readers_mutex_;
  std::unique_ptr<SubmissionWriter> submission_writer_;
  std::unique_ptr<SqliteCheckpointer> checkpointer_;
};

} // namespace pilotage::endpoint
