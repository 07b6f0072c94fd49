#include "client/cli/times.h"

#include <fmt/chrono.h>

namespace pilotage::cli {

std::string iso_time(std::int64_t milliseconds) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(milliseconds / 1000)));
}

} // namespace pilotage::cli
