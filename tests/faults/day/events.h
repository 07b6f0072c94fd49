// What happened during the day, counted for the report. Any thread.
#pragma once

#include <map>
#include <mutex>
#include <string>

namespace pilotage::day {

class Events {
public:
  void count(const std::string& what, std::size_t times = 1) {
    const std::lock_guard lock(mutex_);
    counts_[what] += times;
  }
  std::map<std::string, std::size_t> counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
  }

private:
  mutable std::mutex mutex_;
  std::map<std::string, std::size_t> counts_;
};

} // namespace pilotage::day
