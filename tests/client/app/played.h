// The program without a window, whose steps are waited for one by one: each must succeed.
#pragma once

#include <string>
#include <vector>

#include "client/app/program_run.h"

namespace pilotage::tests {

class Played {
public:
  explicit Played(const std::filesystem::path& data);

  void play(const std::vector<std::string>& steps);
  // A response to page_of_texts().
  void finish_a_response();
  // Under Settings; what stood in the box before goes.
  void add_server(const std::string& pasted);
  void quit();

private:
  ProgramRun program_;
};

} // namespace pilotage::tests
