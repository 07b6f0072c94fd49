// The clock and the random source of a running form. A step sees one moment only: its time, its offset from UTC and a random sequence from
// its seed, all of which the journal keeps. So a replay sees exactly what the step saw.
//
// One thread, the Filling's. The Environment refers to the Moments that made it.
#pragma once

#include <cstdint>
#include <memory>
#include <random>

#include "forms/environment.h"

namespace pilotage::session {

struct Moment {
  std::int64_t time = 0; // milliseconds since 1970 UTC
  int utc_offset = 0;    // seconds
  std::uint64_t seed = 0;
};

class Moments {
public:
  Moments() : now_(std::make_shared<Now>()) {}

  // Everything from here on happens in this moment.
  void enter(const Moment& moment);
  forms::Environment environment() const;

private:
  struct Now {
    Moment moment;
    std::mt19937_64 random;
  };
  std::shared_ptr<Now> now_;
};

// Now, by this clock, with a new seed and what the laptop's local time is off UTC.
Moment this_moment(std::int64_t time);

} // namespace pilotage::session
