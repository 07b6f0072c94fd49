// What a form may know of the world around it. The engine itself asks no clock, no random source and no device: all of
// it comes in here, so that the same inputs give the same form everywhere, in a test, on a replay of the journal, and
// on the screen.
//
// Copyable. The functions are called on the thread that uses the session.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace pilotage::forms {

struct Environment {
  // Milliseconds since 1970-01-01T00:00:00Z.
  std::function<std::int64_t()> now;

  // Seconds east of UTC that local clocks show at that moment (milliseconds since 1970 UTC): -25200 in Phoenix.
  std::function<int(std::int64_t)> utc_offset;

  // 64 uniformly random bits. uuid(), random() and randomize() without a seed draw from it.
  std::function<std::uint64_t()> random;

  // Where this machine is, as a geopoint ("latitude longitude altitude accuracy"), or "": what odk:setgeopoint sets. May be left out.
  std::function<std::string()> location;

  // What the preloads of type "property" give (ODK XForms, "Preload Attributes").
  std::string device_id;
  std::string username;
  std::string phone_number;
  std::string email;

  // The XML of this form's response that was saved last on this machine, or empty: the instance "last-saved".
  std::string last_saved;
};

// What a preload of type "property" gives, and property(): by the name that the form gives it; "" for an unknown one. With "uri:" before
// the name, the value has its scheme: "tel:…".
std::string property(const Environment& environment, std::string_view name);

// A clock that stands still at 2024-03-01T12:00:00Z in UTC, and a fixed pseudo-random sequence: for tests.
Environment fixed_environment(std::uint64_t seed = 1);

} // namespace pilotage::forms
