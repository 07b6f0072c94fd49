// The network of the day: what happens to each connection of one laptop, drawn from the seed. Called on its proxy's thread; set_calm from
// any.
#pragma once

#include <atomic>
#include <random>

#include "faults/day/events.h"
#include "support/fault_proxy.h"

namespace pilotage::day {

class Weather {
public:
  // Over TLS nobody in between can repeat or answer; over plain HTTP they do.
  Weather(std::uint64_t seed, bool tls, Events& events) : random_(seed), tls_(tls), events_(events) {}

  tests::Passage passage();
  void set_calm(bool calm) { calm_ = calm; }

private:
  std::mt19937_64 random_;
  const bool tls_;
  Events& events_;
  std::atomic<bool> calm_ = true;

  tests::Cut cut();
};

} // namespace pilotage::day
