// One transaction that changes something other than submissions. Takes its turn among all processes, so that it sees what it decides on
// unchanged; runs again after a collision. When the connection breaks at COMMIT, the database is asked whether it happened.
#pragma once

#include <functional>

#include "sync/endpoint/storage/postgres_pool.h"

namespace pilotage::endpoint {

class PostgresWrite {
public:
  explicit PostgresWrite(PostgresPool& pool);

  // `work` may run several times; of these at most one has an effect. Throws DatabaseFailure where it has none.
  void run(const std::function<void(Database&)>& work);

private:
  enum class Outcome { done, to_repeat };
  Outcome try_once(const std::function<void(Database&)>& work);
  bool happened();

  PostgresPool& pool_;
  const std::string id_; // stands in finished_write once this write is committed
};

} // namespace pilotage::endpoint
