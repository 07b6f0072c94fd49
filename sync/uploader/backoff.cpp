#include "sync/uploader/backoff.h"

#include <algorithm>

namespace pilotage::sync {

std::int64_t Backoff::delay_ms(std::uint32_t attempts, const std::function<double()>& random) const {
  std::int64_t delay = first_ms;
  for (std::uint32_t i = 1; i < attempts && delay < longest_ms; ++i) delay *= 2;
  delay = std::min(delay, longest_ms);
  const double factor = 1.0 + spread * (2.0 * random() - 1.0);
  return static_cast<std::int64_t>(static_cast<double>(delay) * factor);
}

} // namespace pilotage::sync
