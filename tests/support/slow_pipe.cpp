#include "support/slow_pipe.h"

#include <algorithm>

namespace pilotage::tests {

void SlowPipe::add(std::string_view bytes, FaultClock::time_point now, std::chrono::milliseconds delay, std::uint64_t bytes_per_second,
                   FaultClock::time_point& free_at) {
  // A packet's worth at a time, so that bytes trickle as they do on a real link.
  const std::size_t step = bytes_per_second == 0 ? bytes.size() : 1400;
  while (!bytes.empty()) {
    const auto piece = bytes.substr(0, std::min(step, bytes.size()));
    free_at = std::max(free_at, now);
    if (bytes_per_second != 0) free_at += std::chrono::nanoseconds(piece.size() * 1'000'000'000 / bytes_per_second);
    pieces_.push_back({.at = free_at + delay, .bytes = std::string(piece)});
    size_ += piece.size();
    bytes.remove_prefix(piece.size());
  }
}

std::string_view SlowPipe::arrived(FaultClock::time_point now) const {
  if (pieces_.empty() || pieces_.front().at > now) return {};
  return std::string_view(pieces_.front().bytes).substr(pieces_.front().taken);
}

void SlowPipe::drop(std::size_t bytes) {
  size_ -= bytes;
  pieces_.front().taken += bytes;
  if (pieces_.front().taken == pieces_.front().bytes.size()) pieces_.pop_front();
}

std::optional<FaultClock::time_point> SlowPipe::next() const {
  if (pieces_.empty()) return std::nullopt;
  return pieces_.front().at;
}

void SlowPipe::clear() {
  pieces_.clear();
  size_ = 0;
}

} // namespace pilotage::tests
