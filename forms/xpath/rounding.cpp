#include "forms/xpath/rounding.h"

#include <cmath>
#include <string>

#include "forms/xpath/value.h"

namespace pilotage::forms::xpath {

namespace {

// Adds one to the last digit of a row of digits.
void increment(std::string& digits, std::size_t& point) {
  for (std::size_t i = digits.size(); i-- > 0;) {
    if (digits[i] != '9') {
      ++digits[i];
      return;
    }
    digits[i] = '0';
  }
  digits.insert(0, 1, '1');
  ++point;
}

} // namespace

double round_decimal(double number, int decimals) {
  if (std::isnan(number) || std::isinf(number)) return number;
  std::string digits = number_to_string(std::fabs(number));
  std::size_t point = digits.find('.');
  if (point == std::string::npos) {
    point = digits.size();
  } else {
    digits.erase(point, 1);
  }
  const auto keep = static_cast<std::ptrdiff_t>(point) + decimals;
  if (keep >= static_cast<std::ptrdiff_t>(digits.size())) return number;
  if (keep < 0) return std::copysign(0.0, number);
  const bool up = digits[static_cast<std::size_t>(keep)] >= '5';
  digits.resize(static_cast<std::size_t>(keep));
  if (up) increment(digits, point);
  if (digits.size() < point) {
    digits.append(point - digits.size(), '0');
  } else {
    digits.insert(point, 1, '.');
  }
  return std::copysign(string_to_number("0" + digits), number);
}

} // namespace pilotage::forms::xpath
