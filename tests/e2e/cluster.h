// Two endpoints on one PostgreSQL, over one data directory, behind HAProxy: each a process of its own, which can be ended in any way.
#pragma once

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <memory>
#include <string>

#include "e2e/haproxy.h"
#include "support/free_port.h"
#include "support/open_socket.h"
#include "support/postgres_server.h"
#include "support/throwaway_authority.h"
#include "sync/endpoint/campaign.h"
#include "sync/endpoint/server_process.h"

namespace pilotage::tests {

// One endpoint at an address of its own, which it takes again after each death.
class Member {
public:
  explicit Member(const test::TemporaryDirectory& directory) : directory_(directory) {}
  void start();
  void kill() { server_.reset(); }
  int terminate(); // SIGTERM; the exit code
  std::string log() const;
  std::string project() const { return fmt::format("http://127.0.0.1:{}/v1/projects/1", port); }
  // Whether it takes new connections.
  bool is_open() const { return OpenSocket::connected(port).is_open(); }

  const int port = free_port();

private:
  std::filesystem::path log_file() const { return directory_.path() / fmt::format("{}.log", port); }

  const test::TemporaryDirectory& directory_;
  std::unique_ptr<test::ServerProcess> server_;
};

struct Cluster {
  // With a line that says so where PostgreSQL or HAProxy is not.
  static bool is_installed();

  Cluster();
  test::HttpClient client(const std::string& token) const;
  test::HttpClient client_inside(const std::string& token) const; // speaks to a member itself, as the proxy does
  std::string project() const { return proxy.url() + "/v1/projects/1"; }
  std::filesystem::path data() const { return directory.path() / "data"; }

  test::TemporaryDirectory directory;
  PostgresServer database;
  std::array<Member, 2> members = {Member(directory), Member(directory)};
  Haproxy proxy{directory.path(), test::throwaway_authority().certificate + test::throwaway_authority().key, members[0].port,
                members[1].port};
  std::string coordinator; // tokens
  std::string collector;
};

} // namespace pilotage::tests
