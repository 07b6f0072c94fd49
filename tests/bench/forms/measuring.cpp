#include "bench/forms/measuring.h"

#include <sys/resource.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace pilotage::bench {

double once(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double median(int runs, const std::function<void(int)>& work) {
  std::vector<double> times;
  const int warm_up = runs / 4;
  for (int run = 0; run < warm_up; ++run) work(run);
  for (int run = 0; run < runs; ++run) times.push_back(once([&] { work(warm_up + run); }));
  std::ranges::nth_element(times, times.begin() + runs / 2);
  return times[static_cast<std::size_t>(runs / 2)];
}

double peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) throw std::runtime_error("cannot read " + path + " (write the forms with generate.py DIR)");
  std::string text(static_cast<std::size_t>(in.tellg()), '\0');
  in.seekg(0);
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  return text;
}

} // namespace pilotage::bench
