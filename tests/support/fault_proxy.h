// A bad network between a client and a server, both real and on loopback. It passes bytes, TLS or not, and does to each connection what the
// test's plan says: late bytes, few bytes a second, an end at any byte of either direction, the same request twice, requests that overtake
// each other, a captive portal that answers in the server's place.
//
// One thread of its own moves all bytes; the plan is called on it, once for each connection, numbered from 0. The other functions may be
// called from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "support/open_socket.h"

namespace pilotage::tests {

// What all connections share, each direction for itself.
struct Link {
  std::chrono::milliseconds delay{0};    // one way; twice that is a round trip
  std::uint64_t bytes_per_second = 0;    // 0: as fast as it goes
  std::uint64_t queue_bytes = 256 << 10; // per connection and direction, before the sender is held up
};

enum class Way { up, down }; // to the server, to the client

enum class Ending {
  reset, // both ends get a reset
  close, // both ends get an orderly close: what was sent is cut short
  stall, // nothing moves any more, and nobody is told, until the client gives up
};

struct Cut {
  Way way = Way::up;
  std::uint64_t after_bytes = 0; // so many of this direction are still passed on
  Ending ending = Ending::reset;
};

enum class Twice {
  no,
  at_once, // a second connection carries the same bytes to the server side by side
  later,   // the same bytes go again when the connection has ended
};

// What happens to one connection. Twice, late bytes and the portal mean something with plain HTTP only.
struct Passage {
  std::optional<Cut> cut = {};
  Twice twice = Twice::no;
  // The client is cut off as the plan says, but what it had sent by then reaches the server only now, and so after the client's next try.
  std::chrono::milliseconds delivered_after_the_end{0};
  bool portal = false; // 200 and a page to sign in, whatever is asked; the server hears nothing
};

class FaultProxy {
public:
  using Plan = std::function<Passage(std::uint64_t connection)>;

  // Without a plan every connection passes unharmed.
  explicit FaultProxy(int server_port, Link link = {}, Plan plan = {});
  ~FaultProxy();
  FaultProxy(const FaultProxy&) = delete;
  FaultProxy& operator=(const FaultProxy&) = delete;

  int port() const { return port_; }
  std::uint64_t connections() const { return connections_; }
  // Of all connections, bytes that were passed on.
  std::uint64_t bytes_up() const { return bytes_up_; }
  std::uint64_t bytes_down() const { return bytes_down_; }

  // A server that was started again elsewhere. For connections from now on.
  void set_server_port(int port) { server_port_ = port; }

private:
  struct Loop;

  std::atomic<int> server_port_;
  const Link link_;
  const Plan plan_;
  OpenSocket listener_;
  int port_ = 0;
  std::atomic<bool> ending_ = false;
  std::atomic<std::uint64_t> connections_ = 0;
  std::atomic<std::uint64_t> bytes_up_ = 0;
  std::atomic<std::uint64_t> bytes_down_ = 0;
  std::thread thread_;
};

} // namespace pilotage::tests
