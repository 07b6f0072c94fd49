#include "sync/endpoint/storage/sqlite_checkpointer.h"

#include <sqlite3.h>

namespace pilotage::endpoint {

namespace {

// Of the WAL before it is brought over: 256 MB. A page of the index by instance, of which each submission touches another one, is then
// written once for many of them, also where a million are stored; and the end, for which the writer waits, comes seldom.
constexpr int kPages = 64'000;

} // namespace

SqliteCheckpointer::SqliteCheckpointer(const std::filesystem::path& file, std::chrono::milliseconds patience, SqliteDatabase& writer,
                                       std::mutex& writer_mutex)
    : database_(file, SqliteDatabase::Mode::existing, patience), syncing_(file, SqliteDatabase::Mode::existing, patience), writer_(writer),
      writer_mutex_(writer_mutex), thread_([this] { run(); }) {
  const std::lock_guard lock(writer_mutex_);
  sqlite3_wal_hook(writer_.handle(), &committed, this);
}

SqliteCheckpointer::~SqliteCheckpointer() {
  {
    const std::lock_guard lock(writer_mutex_);
    sqlite3_wal_autocheckpoint(writer_.handle(), kPages); // takes the hook's place
  }
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wanted_.notify_all();
  thread_.join();
}

int SqliteCheckpointer::committed(void* checkpointer, sqlite3*, const char*, int pages) {
  if (pages < kPages) return SQLITE_OK;
  auto& self = *static_cast<SqliteCheckpointer*>(checkpointer);
  {
    const std::lock_guard lock(self.mutex_);
    self.is_wanted_ = true;
  }
  self.wanted_.notify_all();
  return SQLITE_OK;
}

void SqliteCheckpointer::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wanted_.wait(lock, [this] { return stopping_ || is_wanted_; });
    if (stopping_) return;
    lock.unlock();
    bring_over();
    lock.lock();
    is_wanted_ = false;
  }
}

void SqliteCheckpointer::pass() { sqlite3_wal_checkpoint_v2(database_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr); }

// What goes wrong here SQLite is told when it syncs by itself: the system reports a failure to each open file once, and this is another.
void SqliteCheckpointer::sync_file() {
  sqlite3_file* file = nullptr;
  if (sqlite3_file_control(syncing_.handle(), nullptr, SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || file->pMethods == nullptr) return;
  file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
}

// SQLite syncs the database file in the pass that ends the WAL, which is the one for which the writer waits: by then nearly all of it is
// to be on disk. What fails (a full disk, a reader that holds the WAL) stays in the WAL, where it is safe; the next commit asks again.
void SqliteCheckpointer::bring_over() {
  for (int round = 0; round < 2; ++round) { // the second for what came during the first, which is less
    pass();
    sync_file();
  }
  const std::lock_guard nobody_writes(writer_mutex_);
  pass();
}

} // namespace pilotage::endpoint
