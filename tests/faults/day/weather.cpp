#include "faults/day/weather.h"

#include <cmath>

namespace pilotage::day {

using tests::Cut;
using tests::Ending;
using tests::Passage;
using tests::Twice;
using tests::Way;

namespace {

constexpr double kLargestCut = 400'000; // bytes

} // namespace

// As often among the first bytes as among the many thousands later.
Cut Weather::cut() {
  std::uniform_real_distribution<double> logarithm(0, std::log(kLargestCut));
  const auto bytes = static_cast<std::uint64_t>(std::exp(logarithm(random_))) - 1;
  const auto kind = random_() % 10;
  const Ending ending = kind < 6 ? Ending::reset : kind < 9 ? Ending::close : Ending::stall;
  events_.count(ending == Ending::reset ? "connections reset" : ending == Ending::close ? "connections cut short" : "connections stalled");
  return {.way = random_() % 2 == 0 ? Way::up : Way::down, .after_bytes = bytes, .ending = ending};
}

Passage Weather::passage() {
  if (calm_) return {};
  const auto draw = random_() % 100;
  if (draw < 40) return {.cut = cut()};
  if (tls_ || draw >= 70) return {};
  if (draw < 50) {
    events_.count("connections doubled side by side");
    return {.twice = Twice::at_once};
  }
  if (draw < 58) {
    events_.count("connections repeated afterwards");
    return {.cut = random_() % 2 == 0 ? std::optional(cut()) : std::nullopt, .twice = Twice::later};
  }
  if (draw < 66) {
    events_.count("posts that came after the next try");
    return {.delivered_after_the_end = std::chrono::milliseconds(20 + random_() % 1'500)};
  }
  events_.count("captive portals");
  return {.portal = true};
}

} // namespace pilotage::day
