// The person at the laptop: finalizes response after response, with files, and says a line for each that the store has acknowledged. Runs
// as a process of its own (`fault_day fill`), so that it can be killed in the middle.
#pragma once

#include <cstdint>
#include <filesystem>

namespace pilotage::day {

// So many more. The exit status.
int fill(const std::filesystem::path& data, std::uint64_t seed, int count);

} // namespace pilotage::day
