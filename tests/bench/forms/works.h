// What is timed: each work by name, as it stands in the table.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace pilotage::bench {

struct Work {
  std::string name;     // "parse + init flat-2000"
  bool cold = false;    // what the first run in a process takes
  double target = 0;    // milliseconds (megabytes for memory); 0: none
  std::string javarosa; // what JavaRosa takes, in the same unit
  bool memory = false;
  // Milliseconds, or megabytes.
  std::function<double(const std::string& dir)> run;
};

std::vector<Work> works();

} // namespace pilotage::bench
