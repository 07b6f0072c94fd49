// How long to wait after a failure: 60 s, then twice as long each time up to an hour, spread by ±20 % so that the laptops of
// one room do not come back in the same second. It never gives up. A server's Retry-After wins when it is longer.
#pragma once

#include <cstdint>
#include <functional>

namespace pilotage::sync {

struct Backoff {
  std::int64_t first_ms = 60'000;
  std::int64_t longest_ms = 3'600'000;
  double spread = 0.2;

  // `attempts` failures in a row, at least 1. `random` gives uniform numbers in [0, 1).
  std::int64_t delay_ms(std::uint32_t attempts, const std::function<double()>& random) const;
};

} // namespace pilotage::sync
