#include "forms/environment.h"

#include <random>

namespace pilotage::forms {

Environment fixed_environment(std::uint64_t seed) {
  constexpr std::int64_t kNoonOn1March2024 = 1'709'294'400'000;
  Environment environment;
  environment.now = [] { return kNoonOn1March2024; };
  environment.utc_offset = [](std::int64_t) { return 0; };
  environment.random = std::mt19937_64(seed);
  return environment;
}

} // namespace pilotage::forms
