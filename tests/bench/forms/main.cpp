// forms_bench --dir DIR: times the form engine on the forms that generate.py writes, beside what JavaRosa takes on two cores.
// Every figure comes from a process of its own: a cold one is the first that the process does, and the median of five such processes,
// because the memory of a virtual machine may have to be lent by its host anew. The slowest of the five stands beside it.
#include <CLI/CLI.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "bench/forms/works.h"

namespace {

using pilotage::bench::Work;

// Runs one work in a new process and reads its figure; negative: it failed.
double in_own_process(const Work& work, const std::string& dir) {
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) return -1;
  std::fflush(stdout);
  const pid_t child = fork();
  if (child < 0) return -1;
  if (child == 0) {
    double figure = -1;
    try {
      figure = work.run(dir);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s: %s\n", work.name.c_str(), error.what());
    }
    const bool written = write(pipe_ends[1], &figure, sizeof figure) == static_cast<ssize_t>(sizeof figure);
    _exit(written ? 0 : 1);
  }
  close(pipe_ends[1]);
  double figure = -1;
  if (read(pipe_ends[0], &figure, sizeof figure) != static_cast<ssize_t>(sizeof figure)) figure = -1;
  close(pipe_ends[0]);
  waitpid(child, nullptr, 0);
  return figure;
}

constexpr int kColdProcesses = 5;

struct Figure {
  double value; // negative: it failed
  double worst;
};

Figure figure_of(const Work& work, const std::string& dir) {
  std::vector<double> figures;
  for (int i = 0; i < (work.cold && !work.memory ? kColdProcesses : 1); ++i) figures.push_back(in_own_process(work, dir));
  std::ranges::sort(figures);
  return {.value = figures.front() < 0 ? -1 : figures[figures.size() / 2], .worst = figures.back()};
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app{"Times the form engine on generated forms"};
  std::string dir;
  std::string only;
  app.add_option("--dir", dir, "where generate.py has written the forms")->required();
  app.add_option("--only", only, "only works whose name holds this");
  CLI11_PARSE(app, argc, argv);
  std::printf("| %-42s | %12s | %10s | %4s | %14s | %10s |\n", "work", "ours", "at most", "", "JavaRosa", "slowest");
  std::printf("| --- | ---: | ---: | --- | ---: | ---: |\n");
  int missed = 0;
  for (const Work& work : pilotage::bench::works()) {
    if (work.name.find(only) == std::string::npos) continue;
    const auto [figure, worst] = figure_of(work, dir);
    const char* unit = work.memory ? "MB" : "ms";
    const std::string at_most = work.target > 0 ? std::to_string(work.target).substr(0, 6) : "";
    const bool good = figure >= 0 && (work.target <= 0 || figure <= work.target);
    if (!good) ++missed;
    const bool several = work.cold && !work.memory;
    std::printf("| %-42s | %9.4f %s | %10s | %4s | %14s | %10s |\n", (work.name + (several ? " (cold)" : "")).c_str(), figure, unit,
                at_most.c_str(), work.target > 0 ? (good ? "ok" : "MISS") : "", work.javarosa.c_str(),
                several ? std::to_string(worst).substr(0, 6).c_str() : "");
    std::fflush(stdout);
  }
  std::printf("%d figures missed\n", missed);
  return 0;
}
