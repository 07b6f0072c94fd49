// Runs one file of conformance cases: forms, the steps of a user, and what must be seen after each.
#pragma once

#include <string>
#include <vector>

namespace pilotage::scenarios {

struct Outcome {
  std::string id;
  std::string failure; // "" where the case passes
};

// A file holds one case, or a list of them.
std::vector<Outcome> run_file(const std::string& file);

} // namespace pilotage::scenarios
