// What PostgreSQL says went wrong, as an Error that tells the host what to do, and whether trying again can help.
#pragma once

#include <string>
#include <string_view>

#include "sync/endpoint/storage/database.h"

namespace pilotage::endpoint {

struct PostgresFailure : DatabaseFailure {
  enum class Cause {
    connection, // the server went away, or is not there: what was asked may or may not have happened
    collision,  // two transactions in each other's way: rolled back, may be run again
    other
  };
  Cause cause = Cause::other;
};

// `sqlstate` is empty where the server said nothing.
PostgresFailure postgres_failure(std::string_view sqlstate, std::string message);

} // namespace pilotage::endpoint
