#include "forms/environment.h"

#include <random>

namespace pilotage::forms {

std::string property(const Environment& environment, std::string_view name) {
  const bool uri = name.starts_with("uri:");
  if (uri) name.remove_prefix(4);
  const auto written = [uri](std::string_view scheme, const std::string& value) {
    return uri && !value.empty() ? std::string(scheme) + ":" + value : value;
  };
  if (name == "deviceid") return environment.device_id;
  if (name == "username" || name == "UserID") return written("username", environment.username);
  if (name == "phonenumber" || name == "phone number") return written("tel", environment.phone_number);
  if (name == "email") return written("mailto", environment.email);
  return {};
}

Environment fixed_environment(std::uint64_t seed) {
  constexpr std::int64_t kNoonOn1March2024 = 1'709'294'400'000;
  Environment environment;
  environment.now = [] { return kNoonOn1March2024; };
  environment.utc_offset = [](std::int64_t) { return 0; };
  environment.random = std::mt19937_64(seed);
  return environment;
}

} // namespace pilotage::forms
