// Cuts connections that hold their place without getting on: headers that drip in byte by byte, bodies slower than the slowest
// link. libmicrohttpd's own time-out starts anew with every byte, so it does not see them.
//
// The server's threads report what happens; one thread of the watch looks once a second and shuts late sockets down.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_set>

namespace pilotage::endpoint {

class ServerCertificate;

// One connection. Its members are written by the thread that serves it and read by the watch.
struct WatchedConnection {
  enum class Phase { waiting, body, answering }; // for the headers of the next request; for its body; for us
  WatchedConnection(int s, std::shared_ptr<const ServerCertificate> c) : socket(s), certificate(std::move(c)) {}
  void enter(Phase next);

  const int socket;
  const std::shared_ptr<const ServerCertificate> certificate; // what it was opened with; none without TLS
  std::atomic<Phase> phase = Phase::waiting;
  std::atomic<std::int64_t> since; // milliseconds of the steady clock
  std::atomic<std::uint64_t> body_bytes = 0;
};

class ConnectionWatch {
public:
  ConnectionWatch(std::chrono::seconds header_timeout, std::uint64_t slowest_body);
  ~ConnectionWatch();
  ConnectionWatch(const ConnectionWatch&) = delete;
  ConnectionWatch& operator=(const ConnectionWatch&) = delete;

  WatchedConnection* opened(int socket, std::shared_ptr<const ServerCertificate> certificate);
  void closed(WatchedConnection* connection); // before the socket is closed
  std::size_t open_connections() const;

private:
  void run();
  bool late(const WatchedConnection& connection, std::int64_t now) const;

  const std::chrono::seconds header_timeout_;
  const std::uint64_t slowest_body_;
  mutable std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::unordered_set<WatchedConnection*> connections_;
  std::thread thread_;
};

} // namespace pilotage::endpoint
