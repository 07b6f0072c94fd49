// Dates and times as text (ISO 8601, as ODK XForms, "Data Types" has them) and as moments in the zone of the form.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "forms/xpath/value.h"

namespace pilotage::forms::xpath {

class Evaluation;

inline constexpr std::int64_t kMillisecondsPerDay = 86'400'000;

// A date and a time of day on a clock somewhere.
struct CivilTime {
  std::int64_t year = 1970;
  int month = 1; // 1 to 12
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int millisecond = 0;

  int weekday() const; // 0 is Sunday
};

// As if that clock stood in UTC: milliseconds since 1970.
std::int64_t to_milliseconds(const CivilTime& time);
CivilTime civil_time(std::int64_t milliseconds);
// What the clock shows at that moment, in its own zone.
CivilTime civil_time(const Moment& moment);

// "2018-01-31", "2018-01-31T13:04", "2018-01-31T13:04:05.123+02:00", "...Z". Without an offset: on the form's clock. nullopt: not a date.
std::optional<Moment> parse_moment(const Evaluation& evaluation, std::string_view text);
// "13:04", "13:04:05.123-07:00". The time of day on the form's clock, in milliseconds since its midnight.
std::optional<std::int64_t> parse_time_of_day(const Evaluation& evaluation, std::string_view text);

// That moment, as the form's clock shows it.
Moment moment_at(const Evaluation& evaluation, double milliseconds);

} // namespace pilotage::forms::xpath
