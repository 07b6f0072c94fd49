// One laptop of the day: somebody fills and `pilotctl sync` sends, both killed at any moment, on a disk that fails, fills and loses what
// was not synced. live() and end_the_day() run on the laptop's thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <random>
#include <set>
#include <string>

#include "faults/day/events.h"
#include "faults/day/host.h"
#include "faults/day/weather.h"
#include "support/lossy_disk/lossy_disk.h"

namespace pilotage::day {

class Laptop {
public:
  Laptop(const std::filesystem::path& folder, Host& host, bool tls, std::uint64_t seed, Events& events);

  // While `quota` grows to what it is at the end of the day: tells how many responses ought to be there by now, -1 when the day is over.
  void live(const std::function<int()>& quota);
  // Good weather: fills what is missing to `quota`, and sends until nothing waits or nothing moves any more.
  void end_the_day(int quota);

  std::filesystem::path data() const { return folder_ / "data"; }
  const std::set<std::string>& acknowledged() const { return acknowledged_; }

private:
  const std::filesystem::path folder_;
  std::mt19937_64 random_;
  Events& events_;
  Weather weather_;
  std::unique_ptr<tests::FaultProxy> proxy_;
  std::unique_ptr<tests::LossyDisk> disk_;
  std::set<std::string> acknowledged_;

  void prepare(const Host& host, bool tls);
  void round(int missing);
  int pilotctl(const std::vector<std::string>& arguments, std::chrono::milliseconds longest);
  void fill(int count, std::chrono::milliseconds longest, std::uint64_t seed);
  std::chrono::milliseconds life_time(int longest_ms);
};

} // namespace pilotage::day
