// Hears when any process changes what the lookup cache holds (LISTEN), and clears it. While it has no connection the cache is off.
#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include "sync/endpoint/storage/lookup_cache.h"
#include "sync/endpoint/storage/postgres_database.h"

namespace pilotage::endpoint {

class PostgresChangeWatch {
public:
  PostgresChangeWatch(const PostgresSettings& settings, LookupCache& cache);
  ~PostgresChangeWatch();
  PostgresChangeWatch(const PostgresChangeWatch&) = delete;
  PostgresChangeWatch& operator=(const PostgresChangeWatch&) = delete;

  // To be run in the transaction that changes something.
  static void announce(Database& database);

private:
  void run();
  void listen();
  bool wait(int descriptor, int milliseconds) const; // false: the end has come

  const PostgresSettings settings_;
  LookupCache& cache_;
  int end_; // an eventfd, readable when the thread is to end
  std::thread thread_;
};

} // namespace pilotage::endpoint
