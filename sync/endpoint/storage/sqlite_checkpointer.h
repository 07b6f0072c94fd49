// Brings what SQLite has written ahead (the WAL) into the database file, on a thread of its own, so that submissions do not wait for it:
// only the last bit, which came meanwhile, is brought over while nobody writes. The WAL then begins anew and stays small.
//
// Belongs to the storage that has the writer; what it does changes nothing of what is stored, nor when it is safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "sync/endpoint/storage/sqlite_database.h"

namespace pilotage::endpoint {

class SqliteCheckpointer {
public:
  // `writer` is used under `writer_mutex`; from now on it leaves its checkpoints to this. Throws DatabaseFailure.
  SqliteCheckpointer(const std::filesystem::path& file, std::chrono::milliseconds patience, SqliteDatabase& writer,
                     std::mutex& writer_mutex);
  // The writer does them itself again.
  ~SqliteCheckpointer();
  SqliteCheckpointer(const SqliteCheckpointer&) = delete;
  SqliteCheckpointer& operator=(const SqliteCheckpointer&) = delete;

private:
  static int committed(void* checkpointer, sqlite3* database, const char* name, int pages);
  void run();
  void bring_over();
  void pass();
  void sync_file();

  SqliteDatabase database_; // connections of its own: this one copies,
  SqliteDatabase syncing_;  // this one has the file open once more
  SqliteDatabase& writer_;
  std::mutex& writer_mutex_;
  std::mutex mutex_;
  std::condition_variable wanted_;
  bool is_wanted_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

} // namespace pilotage::endpoint
