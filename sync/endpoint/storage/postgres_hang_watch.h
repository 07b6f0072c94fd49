// Gives up connections on which a PostgreSQL server has been silent for too long. One that hangs (its machine is suspended, its disk
// answers no more) holds the connection open: no time-out of the network finds out, its own statement_timeout hangs with it, and libpq
// waits for ever.
//
// Any thread. One thread of the process looks at all connections once a second.
#pragma once

#include <atomic>
#include <chrono>

namespace pilotage::endpoint {

// One connection. Used by the thread that has the connection.
class WatchedPostgres {
public:
  // `silence`: how long one call may wait for the server.
  WatchedPostgres(int socket, std::chrono::milliseconds silence);
  ~WatchedPostgres();
  WatchedPostgres(const WatchedPostgres&) = delete;
  WatchedPostgres& operator=(const WatchedPostgres&) = delete;

  // From now on it may take as long as it likes.
  void be_patient() { silence_ = std::chrono::milliseconds::max(); }

  // While it lives the server is waited for. When that has lasted too long the socket is shut down, and the call fails as with any
  // connection that breaks.
  class Call {
  public:
    explicit Call(WatchedPostgres& watched);
    ~Call() { watched_.deadline_ = kNone; }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

  private:
    WatchedPostgres& watched_;
  };

private:
  friend class PostgresHangWatch;
  using Clock = std::chrono::steady_clock;
  static constexpr Clock::time_point kNone = Clock::time_point::max();

  const int socket_; // a duplicate of libpq's, which may close its own at any time
  std::chrono::milliseconds silence_;
  std::atomic<Clock::time_point> deadline_ = kNone;
};

} // namespace pilotage::endpoint
