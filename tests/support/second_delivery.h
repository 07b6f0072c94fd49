// Bytes of a client that reach the server once more, or late, on a connection of their own. What the server answers is thrown away. Driven
// by the proxy's loop; for ProxiedConnection only.
#pragma once

#include <poll.h>

#include <vector>

#include "support/open_socket.h"
#include "support/slow_pipe.h"

namespace pilotage::tests {

class SecondDelivery {
public:
  explicit SecondDelivery(int server_port) : server_port_(server_port) {}

  void add(std::string_view bytes, FaultClock::time_point now, std::chrono::milliseconds delay = {});
  // Nothing is added any more.
  void finish(FaultClock::time_point now);

  void watch(std::vector<pollfd>& watched, FaultClock::time_point now) const;
  std::optional<FaultClock::time_point> next() const;
  void move(FaultClock::time_point now);
  bool is_over() const { return over_; }

private:
  const int server_port_;
  OpenSocket server_;
  SlowPipe pipe_;
  FaultClock::time_point free_at_ = {};
  std::optional<FaultClock::time_point> hang_up_at_;
  bool finished_ = false;
  bool over_ = false;
};

} // namespace pilotage::tests
