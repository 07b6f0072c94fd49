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
  // Of the WAL before it is brought over: 512 MB. A page of the index by instance, of which each submission touches another one, is then
  // written once for several of them, also where a million are stored (with half as much, a post cost somewhat more there); and the end,
  // for which the writer waits, comes seldom.
  static constexpr int kPages = 128'000;

  // `writer` is used under `writer_mutex`; from now on it leaves its checkpoints to this. Throws DatabaseFailure.
  SqliteCheckpointer(const std::filesystem::path& file, std::chrono::milliseconds patience, SqliteDatabase& writer,
                     std::mutex& writer_mutex, int pages = kPages);
  // The writer does them itself again.
  ~SqliteCheckpointer();
  SqliteCheckpointer(const SqliteCheckpointer&) = delete;
  SqliteCheckpointer& operator=(const SqliteCheckpointer&) = delete;

private:
  enum class Stage {
    waiting, // for the WAL to be large
    copying, // here
    ending   // by the writer, at its next commit
  };

  static int committed(void* checkpointer, sqlite3* database, const char* name, int pages);
  void run();
  bool copy();
  static int pass(sqlite3* database);
  void sync_file();

  const int pages_;
  int pages_at_commit_ = 0; // of the WAL, at the last one
  int due_at_;              // pages of the WAL at which it is to be brought over
  SqliteDatabase database_; // connections of its own: this one copies,
  SqliteDatabase syncing_;  // this one has the file open once more
  SqliteDatabase& writer_;
  std::mutex& writer_mutex_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Stage stage_ = Stage::waiting;
  bool stopping_ = false;
  std::thread thread_;
};

} // namespace pilotage::endpoint
