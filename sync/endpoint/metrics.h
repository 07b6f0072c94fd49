// Counts of what was served, in the text form that Prometheus reads. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <tuple>

#include "sync/endpoint/http/server.h"

namespace pilotage::endpoint {

class Metrics {
public:
  void count(const Served& request);
  std::string text() const;

private:
  struct Series {
    std::uint64_t requests = 0;
    std::uint64_t bytes_in = 0;
    double seconds = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::tuple<std::string, std::string, int>, Series> series_; // by method, route and status: the program has few of each
};

} // namespace pilotage::endpoint
