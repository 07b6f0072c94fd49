// What people type for a time of day or a place, read generously, and the canonical text that the form takes (ODK XForms, "Data Types").
// No screen; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pilotage::ui {

// "14:05:00" for "14:05", "14.05", "14h05", "1405", "14 h" or "2:05 pm"; "" for nothing; nullopt where it is no time of day.
std::optional<std::string> time_typed(std::string_view typed);
// "14:05" for "14:05:00.000+02:00"; the text itself where it is no time.
std::string time_shown(std::string_view canonical);

// "46.2 6.15 0 0" for "46.2, 6.15", "46,2 ; 6,15", "46.2 6.15 375" or "46.2° N 6.15° W": latitude first, in degrees, then altitude and
// accuracy in metres. "" for nothing; nullopt where it is no place on Earth.
std::optional<std::string> place_typed(std::string_view typed);
// One place a line; a shape is closed where the last place is not the first again. nullopt: fewer than two, or three for a shape.
std::optional<std::string> places_typed(std::string_view typed, bool closed);
// Places as they are typed: "46.2, 6.15", one a line.
std::string places_shown(std::string_view canonical);

} // namespace pilotage::ui
