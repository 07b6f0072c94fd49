// scenario_cases DIR: runs the conformance cases of DIR (*.json, or one file), a line for each failure, then "N passed, N failed".
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "forms/engine/scenario_cases/scenario_case.h"
#include "forms/engine/scenario_cases/skipped_cases.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: scenario_cases DIR\n");
    return 2;
  }
  namespace fs = std::filesystem;
  std::vector<fs::path> files;
  if (fs::is_directory(argv[1])) {
    for (const auto& entry : fs::directory_iterator(argv[1])) {
      if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
  } else {
    files.emplace_back(argv[1]);
  }
  std::ranges::sort(files);
  int passed = 0;
  int failed = 0;
  int skipped = 0;
  for (const fs::path& file : files) {
    for (const auto& outcome : pilotage::scenarios::run_file(file.string())) {
      if (!pilotage::scenarios::skip_reason(outcome.id).empty()) {
        ++skipped;
      } else if (outcome.failure.empty()) {
        ++passed;
      } else {
        ++failed;
        std::printf("FAIL %s: %s\n", outcome.id.c_str(), outcome.failure.c_str());
      }
    }
  }
  std::printf("%d passed, %d failed", passed, failed);
  if (skipped > 0) std::printf(", %d skipped", skipped);
  std::printf("\n");
  return failed == 0 && passed > 0 ? 0 : 1;
}
