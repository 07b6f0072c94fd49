#include "sync/endpoint/moment.h"

#include <charconv>
#include <chrono>

namespace pilotage::endpoint {

namespace {

// Takes one character and then so many digits from the front of `text`; nothing where they are not there.
std::optional<int> take(std::string_view& text, char before, std::size_t digits) {
  const std::size_t start = before == '\0' ? 0 : 1;
  if (text.size() < start + digits || (start == 1 && text.front() != before)) return std::nullopt;
  int value = 0;
  const char* end = text.data() + start + digits;
  const auto [stop, error] = std::from_chars(text.data() + start, end, value);
  if (error != std::errc{} || stop != end || value < 0) return std::nullopt;
  text.remove_prefix(start + digits);
  return value;
}

std::optional<std::int64_t> day_in(std::string_view& text) {
  const auto year = take(text, '\0', 4);
  const auto month = year ? take(text, '-', 2) : std::nullopt;
  const auto day = month ? take(text, '-', 2) : std::nullopt;
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

std::optional<std::int64_t> time_in(std::string_view& text) {
  const auto hour = take(text, 'T', 2);
  const auto minute = hour ? take(text, ':', 2) : std::nullopt;
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  const int second = take(text, ':', 2).value_or(0);
  if (second > 60) return std::nullopt;
  const auto fraction = take(text, '.', 3);
  return ((*hour * 60 + *minute) * 60 + second) * std::int64_t{1000} + fraction.value_or(0);
}

std::optional<std::int64_t> offset_in(std::string_view& text) {
  if (text.empty()) return 0;
  if (text == "Z" || text == "z") return text.remove_prefix(1), 0;
  const char sign = text.front();
  if (sign != '+' && sign != '-') return std::nullopt;
  const auto hour = take(text, sign, 2);
  if (!hour) return std::nullopt;
  const int minute = take(text, ':', 2).value_or(0);
  const std::int64_t offset = (*hour * 60 + minute) * std::int64_t{60'000};
  return sign == '+' ? offset : -offset;
}

} // namespace

std::optional<std::int64_t> milliseconds_of(std::string_view text) {
  const auto day = day_in(text);
  if (!day) return std::nullopt;
  const auto time = text.starts_with('T') ? time_in(text) : std::optional<std::int64_t>(0);
  const auto offset = time ? offset_in(text) : std::nullopt;
  if (!offset || !text.empty()) return std::nullopt;
  return *day * 86'400'000 + *time - *offset;
}

} // namespace pilotage::endpoint
