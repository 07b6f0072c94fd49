// After the day: every response that a laptop's store acknowledged as finalized is at the endpoint exactly once, byte for byte, with its
// files, and the laptop's own state says so.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace pilotage::day {

struct LaptopBooks {
  std::filesystem::path data;
  std::set<std::string> acknowledged; // instance ids
};

struct Reckoning {
  std::size_t responses = 0;
  std::size_t files = 0;
  std::size_t bytes = 0;       // XML and files
  std::size_t large_files = 0; // those that go by tus where nothing stands against it
  std::size_t uploads = 0;     // files that came by tus
  std::vector<std::string> faults = {};
};

// Nothing of either end may be running.
Reckoning reckon(const std::filesystem::path& endpoint_data, const std::vector<LaptopBooks>& laptops);

} // namespace pilotage::day
