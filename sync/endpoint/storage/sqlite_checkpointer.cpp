#include "sync/endpoint/storage/sqlite_checkpointer.h"

#include <sqlite3.h>

#include <utility>

namespace pilotage::endpoint {

SqliteCheckpointer::SqliteCheckpointer(const std::filesystem::path& file, std::chrono::milliseconds patience, SqliteDatabase& writer,
                                       std::mutex& writer_mutex, int pages)
    : pages_(pages), due_at_(pages), database_(file, SqliteDatabase::Mode::existing, patience),
      syncing_(file, SqliteDatabase::Mode::existing, patience), writer_(writer), writer_mutex_(writer_mutex), thread_([this] { run(); }) {
  const std::lock_guard lock(writer_mutex_);
  sqlite3_wal_hook(writer_.handle(), &committed, this);
}

SqliteCheckpointer::~SqliteCheckpointer() {
  {
    const std::lock_guard lock(writer_mutex_);
    sqlite3_wal_autocheckpoint(writer_.handle(), pages_); // takes the hook's place
  }
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

// SQLite calls it in the writer's thread, when a commit is done.
int SqliteCheckpointer::committed(void* checkpointer, sqlite3* writer, const char*, int pages) {
  auto& self = *static_cast<SqliteCheckpointer*>(checkpointer);
  const std::lock_guard lock(self.mutex_);
  if (pages < std::exchange(self.pages_at_commit_, pages)) self.due_at_ = self.pages_; // it has begun anew
  const bool begins = self.stage_ == Stage::waiting && pages >= self.due_at_;
  const bool ends = self.stage_ == Stage::ending;
  if (!begins && !ends) return SQLITE_OK;
  if (ends) pass(writer);
  self.stage_ = begins ? Stage::copying : Stage::waiting;
  self.due_at_ = pages + self.pages_ / 4; // the next time, where it does not begin anew: a reader holds it (a back-up, for minutes)
  self.changed_.notify_all();
  return SQLITE_OK;
}

void SqliteCheckpointer::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || stage_ == Stage::copying; });
    if (stopping_) return;
    lock.unlock();
    const bool is_done = copy();
    lock.lock();
    stage_ = is_done ? Stage::waiting : Stage::ending;
  }
}

// How many pages of the WAL are in the file now. What fails (a full disk, a reader that holds the WAL) stays in the WAL, where it is safe.
int SqliteCheckpointer::pass(sqlite3* database) {
  int copied = -1;
  sqlite3_wal_checkpoint_v2(database, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, &copied);
  return copied;
}

// What goes wrong here SQLite is told when it syncs by itself: the system reports a failure to each open file once, and this is another.
void SqliteCheckpointer::sync_file() {
  sqlite3_file* file = nullptr;
  if (sqlite3_file_control(syncing_.handle(), nullptr, SQLITE_FCNTL_FILE_POINTER, static_cast<void*>(&file)) != SQLITE_OK ||
      file->pMethods == nullptr)
    return;
  file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
}

// Nearly all, while the writer goes on; true where it was all. SQLite syncs the database file in the pass that ends the WAL, which is the
// writer's: by then nearly all of it is to be on disk.
//
// After a pass that came to the end no other begins: the writer may begin the WAL anew in that moment, and versions of SQLite before
// 3.51.3 can take the new one's pages for the old one's (https://sqlite.org/wal.html#walresetbug).
bool SqliteCheckpointer::copy() {
  for (int round = 0; round < 2; ++round) { // the second for what came during the first, which is less
    const int copied = pass(database_.handle());
    {
      const std::lock_guard lock(mutex_);
      if (copied >= pages_at_commit_) return true;
    }
    sync_file();
  }
  return false;
}

} // namespace pilotage::endpoint
