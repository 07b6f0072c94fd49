// fault_day: submissions with files from several laptops through a day of faults, accelerated, with the real programs at both ends: a
// network that cuts, doubles and reorders, kill -9 of either end, disks that fail, fill and forget. Afterwards everything must be there
// once.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <random>
#include <thread>

#include "faults/day/filler.h"
#include "faults/day/host.h"
#include "faults/day/laptop.h"
#include "faults/day/reckoning.h"

namespace pilotage::day {

namespace {

using Clock = std::chrono::steady_clock;

struct DayOptions {
  int seconds = 60;
  int submissions = 1000;
  int laptops = 4;
  std::uint64_t seed = 0;
  std::string folder;
  bool keep = false;
};

// Faults of the disk are made, not waited for: a folder in memory does, and spares the machine's disk.
std::filesystem::path usual_folder() {
  const std::filesystem::path memory = "/dev/shm";
  std::error_code ignored;
  const auto space = std::filesystem::space(memory, ignored);
  const bool fits = !ignored && space.available > (std::uintmax_t{2} << 30);
  std::string pattern = ((fits ? memory : std::filesystem::temp_directory_path()) / "fault-day-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for the day");
  return pattern;
}

class Day {
public:
  explicit Day(const DayOptions& options)
      : options_(options), random_(options.seed), folder_(options.folder.empty() ? usual_folder() : std::filesystem::path(options.folder)),
        host_(folder_ / "host", random_(), events_) {
    for (int i = 0; i < options.laptops; ++i)
      laptops_.push_back(std::make_unique<Laptop>(folder_ / fmt::format("laptop-{}", i + 1), host_, i % 2 == 0, random_(), events_));
  }
  ~Day() {
    if (options_.keep) return;
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Day(const Day&) = delete;
  Day& operator=(const Day&) = delete;

  int run() {
    live();
    host_.recover();
    at_each_laptop([this](Laptop& laptop) { laptop.end_the_day(each()); });
    host_.stop();
    return report();
  }

private:
  const DayOptions options_;
  std::mt19937_64 random_;
  const std::filesystem::path folder_;
  Events events_;
  Host host_;
  std::vector<std::unique_ptr<Laptop>> laptops_;

  int each() const { return (options_.submissions + options_.laptops - 1) / options_.laptops; }

  void at_each_laptop(const std::function<void(Laptop&)>& work) {
    std::vector<std::jthread> threads;
    for (auto& laptop : laptops_) threads.emplace_back([&] { work(*laptop); });
  }

  void live() {
    const auto began = Clock::now();
    const auto ends = began + std::chrono::seconds(options_.seconds);
    // The last ones are finalized early enough to meet some weather.
    const auto quota = [&] {
      const double part = std::chrono::duration<double>(Clock::now() - began).count() / (0.8 * options_.seconds);
      return Clock::now() >= ends ? -1 : static_cast<int>(each() * std::min(part, 1.0));
    };
    const std::jthread mishaps([&] {
      std::mt19937_64 random(random_());
      while (Clock::now() < ends) {
        std::this_thread::sleep_for(std::chrono::milliseconds(500 + random() % 4'000));
        host_.disturb();
      }
    });
    at_each_laptop([&](Laptop& laptop) { laptop.live(quota); });
  }

  int report() {
    std::vector<LaptopBooks> books;
    for (const auto& laptop : laptops_) books.push_back({.data = laptop->data(), .acknowledged = laptop->acknowledged()});
    auto reckoning = reckon(host_.data(), books);
    for (const auto& [what, times] : events_.counts()) std::cout << fmt::format("  {:>8} {}\n", times, what);
    reckoning.faults.insert(reckoning.faults.end(), host_.complaints().begin(), host_.complaints().end());
    std::cout << fmt::format("{} responses with {} files, {} bytes; {} of the {} large files came by tus\n", reckoning.responses,
                             reckoning.files, reckoning.bytes, std::min(reckoning.uploads, reckoning.large_files), reckoning.large_files);
    for (std::size_t i = 0; i < std::min<std::size_t>(reckoning.faults.size(), 20); ++i)
      std::cout << "FAULT " << reckoning.faults[i] << "\n";
    if (reckoning.faults.empty())
      std::cout << "every one is at the endpoint once, byte for byte, and its laptop says so\n";
    else
      std::cout << fmt::format("{} faults; seed {}\n", reckoning.faults.size(), options_.seed);
    return reckoning.faults.empty() ? 0 : 1;
  }
};

int live_through(DayOptions options) {
  if (options.seed == 0) options.seed = std::random_device()();
  std::cout << fmt::format("seed {}, {} s, {} submissions from {} laptops", options.seed, options.seconds, options.submissions,
                           options.laptops)
            << std::endl;
  try {
    return Day(options).run();
  } catch (const std::exception& error) {
    std::cout << "FAULT the day broke off: " << error.what() << "; seed " << options.seed << std::endl;
    return 1;
  }
}

} // namespace

} // namespace pilotage::day

int main(int argc, char** argv) {
  using namespace pilotage;
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app{"A day of faults between laptops and the endpoint, accelerated", "fault_day"};
  day::DayOptions options;
  app.add_option("--seconds", options.seconds, "How long the faults last; afterwards what remains is sent in peace")->capture_default_str();
  app.add_option("--submissions", options.submissions, "How many, of all laptops together")->capture_default_str();
  app.add_option("--laptops", options.laptops, "Half of them over TLS, half over plain HTTP")->capture_default_str();
  app.add_option("--seed", options.seed, "Of the faults; 0 draws one. It is printed");
  app.add_option("--folder", options.folder, "Where all data go; by default a new folder, in memory where there is room");
  app.add_flag("--keep", options.keep, "Do not delete the folder at the end");

  int status = 0;
  CLI::App* filling = app.add_subcommand("fill", "What the day starts to fill responses; it prints what was acknowledged");
  std::string data;
  std::uint64_t seed = 0;
  int count = 0;
  filling->add_option("--data", data)->required();
  filling->add_option("--seed", seed)->required();
  filling->add_option("--count", count)->required();
  filling->callback([&] { status = day::fill(data, seed, count); });
  CLI11_PARSE(app, argc, argv);
  return filling->parsed() ? status : day::live_through(options);
}
