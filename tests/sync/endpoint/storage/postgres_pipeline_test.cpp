// A connection that stops in the middle of a pipeline, as libpq sees it when the server is stopped at once: what is sent fails, and what
// comes is a warning, no answer. A scripted server speaks PostgreSQL's protocol (chapter 55) up to there.
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <thread>

#include "support/temporary_directory.h"
#include "sync/endpoint/storage/postgres_database.h"
#include "sync/endpoint/storage/postgres_failure.h"

using namespace pilotage;
using namespace pilotage::tests;
using namespace pilotage::endpoint;

namespace {

std::string message(char type, const std::string& body) {
  const auto size = static_cast<std::uint32_t>(body.size() + 4);
  std::string bytes(1, type);
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(size >> shift & 0xff);
  return bytes + body;
}

std::string text(const char* value) { return std::string(value) + '\0'; }

const std::string kReady = message('Z', "I");

// One client, which is served until it has prepared a statement.
class StoppedServer {
public:
  StoppedServer() : listening_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    const std::string path = directory_ / ".s.PGSQL.5432";
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::bind(listening_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(listening_, 1) == 0);
    thread_ = std::thread([this] { serve(); });
  }
  ~StoppedServer() {
    thread_.join();
    ::close(client_);
    ::close(listening_);
  }
  std::string connection() const { return "host=" + directory_.path().string() + " user=x dbname=x sslmode=disable gssencmode=disable"; }

private:
  void serve() {
    client_ = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    receive(); // the start-up message has no type
    say(message('R', std::string(4, '\0')) + kReady);
    for (std::string request = receive(); !request.empty(); request = receive()) {
      if (request.front() == 'P') {   // Parse … Sync
        ::shutdown(client_, SHUT_RD); // what the client sends from now on fails
        say(message('1', "") + kReady);
        while (say(message('N', text("SWARNING") + text("C57P02") + text("Mterminating connection") + '\0'))) {}
        return; // the client has closed it
      }
      say(message('C', text("SET")) + kReady);
    }
  }
  std::string receive() const {
    std::string bytes(8192, '\0');
    const ssize_t size = ::recv(client_, bytes.data(), bytes.size(), 0);
    bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return bytes;
  }
  bool say(const std::string& bytes) const { return ::send(client_, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0; }

  TemporaryDirectory directory_;
  int listening_;
  int client_ = -1;
  std::thread thread_;
};

} // namespace

TEST_CASE("a pipeline whose connection stops in the middle fails, and its connection is not used again") {
  StoppedServer server;
  PostgresDatabase database({.connection = server.connection(), .password = {}});
  PostgresDatabase::Pipeline pipeline(database);
  pipeline.add("SELECT 1");
  try {
    pipeline.run();
    FAIL("nothing was thrown");
  } catch (const PostgresFailure& failure) {
    CHECK(failure.cause == PostgresFailure::Cause::connection);
  }
  CHECK_FALSE(database.usable());
}
