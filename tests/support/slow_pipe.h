// One direction of a connection on a slow link: bytes go in as they come and come out when the link would have carried them. The link's
// capacity is shared: `free_at` says until when it is taken. No threads.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace pilotage::tests {

using FaultClock = std::chrono::steady_clock;

class SlowPipe {
public:
  void add(std::string_view bytes, FaultClock::time_point now, std::chrono::milliseconds delay, std::uint64_t bytes_per_second,
           FaultClock::time_point& free_at);

  // What has arrived by now, from the first piece; "" when nothing has. drop() what was taken over.
  std::string_view arrived(FaultClock::time_point now) const;
  void drop(std::size_t bytes);

  // When there is something to do next.
  std::optional<FaultClock::time_point> next() const;
  std::size_t size() const { return size_; }
  bool empty() const { return pieces_.empty(); }
  void clear();

private:
  struct Piece {
    FaultClock::time_point at;
    std::string bytes;
    std::size_t taken = 0;
  };
  std::deque<Piece> pieces_;
  std::size_t size_ = 0;
};

} // namespace pilotage::tests
