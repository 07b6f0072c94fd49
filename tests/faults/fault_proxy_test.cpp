// The bad network itself does what its plan says, or the tests that use it prove nothing.
#include "support/fault_proxy.h"

#include <doctest/doctest.h>

#include "support/slow_pipe.h"
#include "sync/uploader/scripted_server.h"

using namespace pilotage::tests;

namespace {

// Blocking, all that comes until the end; "reset" at the end when that is how it ended.
std::string all_from(const OpenSocket& socket) {
  std::string bytes;
  char buffer[4096];
  long got = 0;
  while ((got = ::recv(socket.get(), buffer, sizeof buffer, 0)) > 0) bytes.append(buffer, static_cast<std::size_t>(got));
  return got == 0 ? bytes : bytes + "reset";
}

std::string conversation_with(const FaultProxy& proxy, std::string_view request) {
  const OpenSocket socket = OpenSocket::connected(proxy.port());
  REQUIRE(socket.is_open());
  if (!request.empty()) ::send(socket.get(), request.data(), request.size(), MSG_NOSIGNAL); // it would swallow a reset that came already
  return all_from(socket);
}

ScriptedServer::Script says(const std::string& body) {
  return [body](const Asked&) {
    Reply reply = answer(200, {}, body);
    reply.then = Then::close;
    return reply;
  };
}

void wait_for_requests(const ScriptedServer& server, std::size_t count) {
  for (int i = 0; i < 2000 && server.asked().size() < count; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  REQUIRE(server.asked().size() == count);
}

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: here\r\n\r\n";
constexpr std::string_view kPost = "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n\r\nbody";

} // namespace

TEST_CASE("a proxy without a plan passes everything and counts it") {
  const ScriptedServer server(says("hello"));
  const FaultProxy proxy(server.port());
  const std::string answered = conversation_with(proxy, kGet);
  CHECK(answered.ends_with("\r\n\r\nhello"));
  CHECK(proxy.connections() == 1);
  CHECK(proxy.bytes_up() == kGet.size());
  CHECK(proxy.bytes_down() == answered.size());
}

TEST_CASE("a cut comes at its byte, in the direction and the way it was planned") {
  const ScriptedServer server(says("hello"));
  for (const std::uint64_t bytes : {0U, 1U, 12U}) {
    const FaultProxy down(server.port(), {}, [&](std::uint64_t) {
      return Passage{.cut = Cut{.way = Way::down, .after_bytes = bytes, .ending = Ending::close}};
    });
    CHECK(conversation_with(down, bytes == 0 ? "" : kGet) == std::string_view("HTTP/1.1 200").substr(0, bytes));
    CHECK(down.bytes_down() == bytes);
  }
  const FaultProxy up(server.port(), {}, [](std::uint64_t) { return Passage{.cut = Cut{.way = Way::up, .after_bytes = 5}}; });
  CHECK(conversation_with(up, kGet) == "reset");
  CHECK(up.bytes_up() == 5);
}

TEST_CASE("delay and throttle take the time that such a link takes") {
  const ScriptedServer server(says(std::string(20'000, 'x')));
  const FaultProxy proxy(server.port(), {.delay = std::chrono::milliseconds(50), .bytes_per_second = 100'000});
  const auto began = FaultClock::now();
  CHECK(conversation_with(proxy, kGet).size() > 20'000);
  // Never less; how much more is the machine's matter.
  CHECK(FaultClock::now() - began >= std::chrono::milliseconds(100 + 200));
}

TEST_CASE("a connection that goes twice reaches the server twice, side by side or afterwards") {
  for (const Twice twice : {Twice::at_once, Twice::later}) {
    const ScriptedServer server(says("hello"));
    const FaultProxy proxy(server.port(), {}, [&](std::uint64_t) { return Passage{.twice = twice}; });
    CHECK(conversation_with(proxy, kPost).ends_with("hello"));
    wait_for_requests(server, 2);
    for (const Asked& asked : server.asked()) CHECK(asked.body == "body");
  }
}

TEST_CASE("a post that is delivered after the end comes when its client has long been told of a broken connection") {
  const ScriptedServer server(says("hello"));
  const FaultProxy proxy(server.port(), {}, [](std::uint64_t number) {
    return Passage{.delivered_after_the_end = std::chrono::milliseconds(number == 0 ? 200 : 0)};
  });
  CHECK(conversation_with(proxy, "POST /first HTTP/1.1\r\n\r\n") == "reset");
  CHECK(conversation_with(proxy, "POST /second HTTP/1.1\r\n\r\n").ends_with("hello"));
  wait_for_requests(server, 2);
  CHECK(server.asked()[0].target == "/second");
  CHECK(server.asked()[1].target == "/first");
}

TEST_CASE("a captive portal says 200 to everything, and the server hears nothing") {
  const ScriptedServer server(says("hello"));
  const FaultProxy proxy(server.port(), {}, [](std::uint64_t) { return Passage{.portal = true}; });
  const std::string answered = conversation_with(proxy, kPost);
  CHECK(answered.starts_with("HTTP/1.1 200 OK"));
  CHECK(answered.contains("Sign in"));
  CHECK(server.asked().empty());
}

TEST_CASE("a stalled connection ends when its client gives up") {
  const ScriptedServer server(says("hello"));
  const FaultProxy proxy(server.port(), {},
                         [](std::uint64_t) { return Passage{.cut = Cut{.way = Way::down, .after_bytes = 3, .ending = Ending::stall}}; });
  const OpenSocket socket = OpenSocket::connected(proxy.port());
  ::send(socket.get(), kGet.data(), kGet.size(), MSG_NOSIGNAL);
  char got[16];
  REQUIRE(::recv(socket.get(), got, 3, MSG_WAITALL) == 3);
  const timeval patience{.tv_sec = 0, .tv_usec = 100'000};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  CHECK(::recv(socket.get(), got, sizeof got, 0) == -1); // silence, and no end
}

TEST_CASE("where no server listens the client is told at once, and a server elsewhere can take over") {
  const ScriptedServer server(says("hello"));
  const int nobody = OpenSocket::listening().port();
  FaultProxy proxy(nobody);
  CHECK(conversation_with(proxy, "").ends_with("reset"));
  proxy.set_server_port(server.port());
  CHECK(conversation_with(proxy, kGet).ends_with("hello"));
}
