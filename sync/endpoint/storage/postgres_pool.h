// Connections to one PostgreSQL server, lent to one thread at a time. Whoever finds all of them lent waits for one to come back. A broken
// one is dropped when it comes back; the next borrower gets a new one.
//
// Any thread.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "sync/endpoint/storage/postgres_database.h"

namespace pilotage::endpoint {

class PostgresPool {
public:
  explicit PostgresPool(PostgresSettings settings) : settings_(std::move(settings)) {}

  class Lease {
  public:
    explicit Lease(PostgresPool& pool);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    PostgresDatabase& operator*() { return *database_; }
    PostgresDatabase* operator->() { return database_.get(); }

  private:
    PostgresPool& pool_;
    std::unique_ptr<PostgresDatabase> database_;
  };

  // After a connection broke: the idle ones are most likely broken too.
  void drop_idle();
  const PostgresSettings& settings() const { return settings_; }

private:
  const PostgresSettings settings_;
  std::mutex mutex_;
  std::condition_variable returned_;
  unsigned lent_ = 0;
  std::vector<std::unique_ptr<PostgresDatabase>> idle_;
};

} // namespace pilotage::endpoint
