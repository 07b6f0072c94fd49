// Times and memory of the benchmark. Cold figures come from a fresh process each; hot ones are the median of many runs.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace pilotage::bench {

// Milliseconds that it takes once.
double once(const std::function<void()>& work);
// The median of `runs` times, after some that do not count.
double median(int runs, const std::function<void(int)>& work);
// Peak resident memory of this process, in megabytes.
double peak_memory();

std::string read_file(const std::string& path);

} // namespace pilotage::bench
