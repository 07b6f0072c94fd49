// Dates and times as answers (ODK XForms, "Data Types": ISO 8601), in the time zone of the environment.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "forms/environment.h"

namespace pilotage::forms {

// "2024-03-01", and nothing else.
std::optional<std::string> canonical_date(std::string_view given);
// Of a date, or of a date and time: the date on the clocks here.
std::optional<std::string> date_of_date_time(std::string_view given, const Environment& environment);
// "2024-03-01T12:30:00.000+01:00", in the zone here ("Z" in UTC).
std::optional<std::string> canonical_date_time(std::string_view given, const Environment& environment);
// "12:30:00" as it is; with a zone, in the zone here: "12:30:00.000+01:00".
std::optional<std::string> canonical_time(std::string_view given, const Environment& environment);
// A moment, in milliseconds since 1970 UTC, as canonical_date_time gives it.
std::string date_time_text(std::int64_t moment, const Environment& environment);
std::string date_text(std::int64_t moment, const Environment& environment);

} // namespace pilotage::forms
