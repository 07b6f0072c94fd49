// How the parts of SqliteStorage reach a connection. Included by its .cpp files only.
#pragma once

#include "sync/endpoint/storage/identity.h"
#include "sync/endpoint/storage/sqlite_storage.h"

namespace pilotage::endpoint {

// A connection for reading, borrowed from those that are idle.
class SqliteStorage::Reader {
public:
  explicit Reader(SqliteStorage& storage) : storage_(storage) {
    {
      const std::lock_guard lock(storage_.readers_mutex_);
      if (!storage_.idle_readers_.empty()) {
        database_ = std::move(storage_.idle_readers_.back());
        storage_.idle_readers_.pop_back();
      }
    }
    if (database_ == nullptr)
      database_ = std::make_unique<SqliteDatabase>(storage_.file_, SqliteDatabase::Mode::existing, storage_.patience_);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() {
    const std::lock_guard lock(storage_.readers_mutex_);
    storage_.idle_readers_.push_back(std::move(database_));
  }
  SqliteDatabase& database() { return *database_; }

private:
  SqliteStorage& storage_;
  std::unique_ptr<SqliteDatabase> database_;
};

template <typename Work>
auto SqliteStorage::read(Work work) {
  return attempt([&] {
    Reader reader(*this);
    return work(reader.database());
  });
}

template <typename Work>
auto SqliteStorage::write(Work work) {
  return attempt([&] {
    const std::lock_guard lock(writer_mutex_);
    Transaction transaction(*writer_);
    if constexpr (std::is_void_v<decltype(work(*writer_))>) {
      work(*writer_);
      transaction.commit();
    } else {
      auto result = work(*writer_);
      transaction.commit();
      return result;
    }
  });
}

} // namespace pilotage::endpoint
