// Requests over many keep-alive connections from one thread: as fast as they are answered, or at a steady rate. Throws std::runtime_error
// where an answer is not the one that was expected.
#pragma once

#include <functional>
#include <string>
#include <vector>

struct ssl_ctx_st;

namespace pilotage::bench {

struct LoadPlan {
  int port = 0;
  ssl_ctx_st* tls = nullptr;
  int connections = 32;
  double seconds = 10;
  double rate = 0;                      // requests per second; 0: as fast as it goes
  std::function<std::string()> request; // "" ends the load before its time
  std::function<bool(int status, const std::string& answer)> is_good;
};

struct LoadFigures {
  double per_second = 0;
  double median = 0; // milliseconds
  double percentile_99 = 0;
};

LoadFigures run_load(const LoadPlan& plan);

} // namespace pilotage::bench
