// Finds connections that hold their place without getting on: headers that drip in byte by byte are refused and cut; a body slower than the
// slowest link is to be refused with its next byte, and is cut where none comes. libmicrohttpd's own time-out starts anew with every byte,
// so it does not see them. Points out those whose client has hung up, which libmicrohttpd overlooks where the end comes together with the
// last bytes. And wakes those that linger: whose client still sends although it has its answer, and is given some seconds to read it.
//
// The server's threads report what happens; one thread of the watch looks once a second.
#pragma once

#include <poll.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <vector>

namespace pilotage::endpoint {

class ServerCertificate;

// One connection. Its members are written by the thread that serves it and read by the watch.
struct WatchedConnection {
  // For the headers of the next request; for its body; for one byte more of a body that is too slow; for us.
  enum class Phase { waiting, body, too_slow, answering };
  WatchedConnection(int s, std::shared_ptr<const ServerCertificate> c) : socket(s), certificate(std::move(c)) {}
  void enter(Phase next);
  void call_too_slow(); // unless its body has ended meanwhile
  void refuse_headers();

  const int socket;
  const std::shared_ptr<const ServerCertificate> certificate; // what it was opened with; none without TLS
  std::atomic<Phase> phase = Phase::waiting;
  std::atomic<std::int64_t> since; // milliseconds of the steady clock
  std::atomic<std::uint64_t> body_bytes = 0;
  std::atomic<bool> had_request = false;
  std::function<void()> wake; // of one that lingers; the watch's
};

// How long clients are waited for (ServerOptions).
struct Patience {
  std::chrono::seconds header_timeout;
  std::chrono::seconds body_grace;
  std::uint64_t slowest_body;
};

class ConnectionWatch {
public:
  // `on_slow_headers` is told of each connection that is cut before its request could be read; from the watch's thread.
  ConnectionWatch(const Patience& patience, std::function<void()> on_slow_headers);
  ~ConnectionWatch();
  ConnectionWatch(const ConnectionWatch&) = delete;
  ConnectionWatch& operator=(const ConnectionWatch&) = delete;

  WatchedConnection* opened(int socket, std::shared_ptr<const ServerCertificate> certificate);
  void closed(WatchedConnection* connection); // before the socket is closed
  std::size_t open_connections() const;

  // `wake` is called once, from any thread: after some seconds, or when the server stops.
  void linger(WatchedConnection& connection, std::function<void()> wake);
  void end_lingering();

private:
  void run();
  void point_out_ends();
  bool late(const WatchedConnection& connection, std::int64_t now) const;
  int end_late_ones(std::int64_t now); // how many of them were late with their headers
  using Wakes = std::vector<std::function<void()>>;
  Wakes take_wakes(std::int64_t lingering_since); // of those that linger since then or longer

  const Patience patience_;
  const std::function<void()> on_slow_headers_;
  mutable std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  bool may_linger_ = true;
  std::unordered_set<WatchedConnection*> connections_;
  std::vector<pollfd> polled_; // kept for its memory
  std::thread thread_;
};

} // namespace pilotage::endpoint
