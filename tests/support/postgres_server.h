// A PostgreSQL server of the tests' own: its data in a temporary directory, on a Unix socket and a free port of loopback. Runs as the user
// postgres where the test runs as root. Ends with the test program, however that ends.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "support/temporary_directory.h"

namespace pilotage::tests {

class PostgresServer {
public:
  // Whether the machine has PostgreSQL's programs. The tests say so and leave out what needs them where not.
  static bool installed();

  PostgresServer();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // Waits until it takes connections.
  void start();
  // SIGQUIT: it tells its processes to end without tidying up.
  void stop_at_once();
  // SIGKILL to each of its processes; returns when all are dead, for until then it does not start again.
  void kill_all();
  // SIGSTOP and SIGCONT to each of its processes: it hangs, and its connections stay open.
  void freeze();
  void thaw();

  // libpq's connection string of an empty place for tables: a schema of its own, which is made quicker than a database.
  std::string new_database();
  std::string connection(const std::string& database) const;
  // Over TCP, where the server wants the password.
  std::string connection_over_tcp(const std::string& database) const;
  static constexpr const char* kPassword = "a secret";
  // On a connection of its own, outside of any transaction.
  static void run(const std::string& connection, const std::string& sql);
  // The first value of the first row.
  static std::string ask(const std::string& connection, const std::string& sql);

  int port() const { return port_; }

private:
  bool takes_connections() const;
  void signal_all(int signal) const;

  TemporaryDirectory directory_;
  int port_ = 0;
  pid_t process_ = -1;
  int databases_ = 0;
};

// The one of this test program, started when it is asked for first.
PostgresServer& postgres_server();

} // namespace pilotage::tests
