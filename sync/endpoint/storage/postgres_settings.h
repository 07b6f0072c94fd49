// How to reach a PostgreSQL server.
#pragma once

#include <chrono>
#include <string>

#include "forms/error.h"

namespace pilotage::endpoint {

struct PostgresSettings {
  std::string connection; // libpq's: "host=db dbname=pilotage user=pilotage sslmode=verify-full", or a postgresql:// address
  std::string password;   // "": what libpq finds itself (PGPASSWORD, ~/.pgpass) or none
  unsigned connections = 12;
  std::chrono::milliseconds statement_timeout = std::chrono::seconds(30);
  std::chrono::milliseconds silence =
      std::chrono::seconds(35); // of the server in one call, before it counts as gone: beyond statement_timeout
  std::chrono::milliseconds patience = std::chrono::seconds(10); // how long a submission waits for a server that has gone away
};

// Whether libpq understands the connection, and it holds no password. Error: invalid_value, whose text repeats nothing of it.
Result<void> check_connection(const std::string& connection);

} // namespace pilotage::endpoint
