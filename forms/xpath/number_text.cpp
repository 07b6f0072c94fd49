// Numbers as text and back (XPath 1.0, 4.2 and 4.4).
#include <charconv>
#include <cmath>
#include <limits>

#include "forms/xpath/characters.h"
#include "forms/xpath/value.h"

namespace pilotage::forms::xpath {

namespace {

// Digits with at most one point among or beside them.
bool is_decimal(std::string_view digits) {
  bool point = false;
  bool digit = false;
  for (const char c : digits) {
    if (is_ascii_digit(c)) {
      digit = true;
    } else if (c == '.' && !point) {
      point = true;
    } else {
      return false;
    }
  }
  return digit;
}

} // namespace

double string_to_number(std::string_view text) {
  if (text.empty()) return kNaN;
  if (is_xml_space(text.front()) || is_xml_space(text.back())) text = trim_xml_space(text);
  const bool negative = text.starts_with('-');
  std::string_view digits = text.substr(negative ? 1 : 0);
  if (digits.size() <= 15) { // the usual case: a short whole number
    std::int64_t whole = 0;
    std::size_t i = 0;
    for (; i < digits.size() && is_ascii_digit(digits[i]); ++i) whole = whole * 10 + (digits[i] - '0');
    if (i == digits.size() && i > 0) return negative ? -static_cast<double>(whole) : static_cast<double>(whole);
  }
  if (!is_decimal(digits)) return kNaN;
  double number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed);
  if (error == std::errc::result_out_of_range) { // too long for a double, or too small
    const bool small = digits.find_first_not_of('0') == digits.find('.');
    number = small ? 0 : std::numeric_limits<double>::infinity();
  } else if (error != std::errc()) {
    return kNaN;
  }
  return negative ? -number : number;
}

double string_to_number_with_exponent(std::string_view text) {
  text = trim_xml_space(text);
  const std::size_t exponent = text.find_first_of("eE");
  if (exponent == std::string_view::npos) return string_to_number(text);
  const bool negative = text.starts_with('-');
  const std::string_view mantissa = text.substr(negative ? 1 : 0, exponent - (negative ? 1 : 0));
  if (!is_decimal(mantissa)) return kNaN;
  const std::string_view digits = text.substr(negative ? 1 : 0);
  std::string plain(mantissa); // std::from_chars takes "1e-5" and "1e5", not "1e+5"
  std::string_view power = digits.substr(mantissa.size() + 1);
  if (power.starts_with('+')) power.remove_prefix(1);
  plain.append("e").append(power);
  double number = 0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), number, std::chars_format::scientific);
  if (error == std::errc::result_out_of_range) {
    number = power.starts_with('-') ? 0 : std::numeric_limits<double>::infinity();
  } else if (error != std::errc() || end != plain.data() + plain.size()) {
    return kNaN;
  }
  return negative ? -number : number;
}

void append_number(double number, std::string& out) {
  if (std::isnan(number)) {
    out += "NaN";
    return;
  }
  if (std::isinf(number)) {
    out += number < 0 ? "-Infinity" : "Infinity";
    return;
  }
  if (std::fabs(number) < 1e14) {
    const auto whole = static_cast<std::int64_t>(number);
    if (static_cast<double>(whole) == number) {
      const std::size_t start = out.size();
      // Written where it belongs: 14 digits and a sign, which an empty string has room for.
      out.resize_and_overwrite(start + 15, [&](char* text, std::size_t size) {
        return static_cast<std::size_t>(std::to_chars(text + start, text + size, whole).ptr - text);
      });
      return;
    }
  }
  // The largest double has 309 digits before the point, the smallest 324 zeros after it and 17 digits.
  char text[400];
  const auto result = std::to_chars(text, text + sizeof text, number, std::chars_format::fixed);
  out.append(text, static_cast<std::size_t>(result.ptr - text));
}

std::string number_to_string(double number) {
  std::string out;
  append_number(number, out);
  return out;
}

} // namespace pilotage::forms::xpath
