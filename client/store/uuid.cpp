#include "client/store/uuid.h"

#include <random>
#include <string_view>

namespace pilotage::store {

std::string new_uuid() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  constexpr std::string_view kPattern = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
  std::random_device random;
  std::string uuid;
  for (const char place : kPattern) {
    const unsigned digit = random() % 16;
    if (place == 'x')
      uuid += kDigits[digit];
    else if (place == 'y')
      uuid += kDigits[8 + digit % 4];
    else
      uuid += place;
  }
  return uuid;
}

} // namespace pilotage::store
