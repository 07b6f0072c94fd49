#include "client/session/moment.h"

#include <ctime>

namespace pilotage::session {

void Moments::enter(const Moment& moment) {
  now_->moment = moment;
  now_->random.seed(moment.seed);
}

forms::Environment Moments::environment() const {
  forms::Environment environment;
  environment.now = [now = now_] { return now->moment.time; };
  // One offset for all times of a step: the laptop's zone may be another one when the step is replayed.
  environment.utc_offset = [now = now_](std::int64_t) { return now->moment.utc_offset; };
  environment.random = [now = now_] { return now->random(); };
  return environment;
}

Moment this_moment(std::int64_t time) {
  const auto seconds = static_cast<std::time_t>(time / 1000);
  std::tm local{};
  localtime_r(&seconds, &local);
  std::random_device random;
  const std::uint64_t high = random();
  return {.time = time, .utc_offset = static_cast<int>(local.tm_gmtoff), .seed = (high << 32) | random()};
}

} // namespace pilotage::session
