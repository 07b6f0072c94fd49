#include "faults/day/laptop.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "client/store/projects.h"
#include "client/store/response.h"

namespace pilotage::day {

namespace {

constexpr std::chrono::milliseconds kPatience{60'000};
constexpr int kMostAtOnce = 200;

store::ResponseCounts counts_in(const std::filesystem::path& data) {
  auto store = store::Store::open(data, {.verify = false});
  if (!store) throw std::runtime_error(store.error().to_string());
  const auto counts = store::Responses(*store).counts();
  if (!counts) throw std::runtime_error(counts.error().to_string());
  return *counts;
}

} // namespace

Laptop::Laptop(const std::filesystem::path& folder, Host& host, bool tls, std::uint64_t seed, Events& events)
    : folder_(folder), random_(seed), events_(events), weather_(random_(), tls, events),
      proxy_(host.connect(tls, {.delay = std::chrono::milliseconds(random_() % 4)}, [this](std::uint64_t) { return weather_.passage(); })) {
  std::filesystem::create_directories(folder_);
  prepare(host, tls);
}

void Laptop::prepare(const Host& host, bool tls) {
  const std::string url = fmt::format("{}://127.0.0.1:{}/v1/key/{}/projects/1", tls ? "https" : "http", proxy_->port(), host.token());
  const nlohmann::json code = {{"general", {{"server_url", url}}}, {"project", {{"name", "A bad day"}}}};
  {
    auto store = store::Store::open(data());
    if (!store) throw std::runtime_error(store.error().to_string());
    if (auto added = store::Projects(*store).add(code.dump(), tls ? host.authority() : ""); !added)
      throw std::runtime_error(added.error().to_string());
    if (auto server = store::server_of(*store, store::Projects(*store).list()->front()); !server)
      throw std::runtime_error(server.error().to_string());
  }
  disk_ = std::make_unique<tests::LossyDisk>(data(), folder_ / "unsynced");
  if (pilotctl({"forms", "download"}, kPatience) != 0) throw std::runtime_error("the form could not be downloaded");
}

int Laptop::pilotctl(const std::vector<std::string>& arguments, std::chrono::milliseconds longest) {
  std::vector<std::string> command = {program_beside_this("pilotctl"), "--data", data().string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return ChildProcess(command, disk_->environment(), folder_ / "pilotctl.log").wait(longest);
}

void Laptop::fill(int count, std::chrono::milliseconds longest, std::uint64_t seed) {
  ChildProcess filler(
      {"/proc/self/exe", "fill", "--data", data().string(), "--seed", std::to_string(seed), "--count", std::to_string(count)},
      disk_->environment(), folder_ / "fill.log");
  const int status = filler.wait(longest, [&](const std::string& instance) { acknowledged_.insert(instance); });
  if (status < 0) events_.count("filling killed");
}

// One process in three dies early.
std::chrono::milliseconds Laptop::life_time(int longest_ms) {
  const int longest = random_() % 3 == 0 ? longest_ms / 8 : longest_ms;
  return std::chrono::milliseconds(1 + random_() % static_cast<unsigned>(longest));
}

void Laptop::round(int missing) {
  const auto disk = random_() % 10;
  disk_->set_full(disk == 0);
  disk_->set_failures_per_mille(disk == 1 ? 20 : 0);
  if (disk < 2) events_.count(disk == 0 ? "laptop's disk full" : "laptop's disk failing");
  std::future<void> filling;
  if (missing > 0)
    filling = std::async(std::launch::async, [this, count = std::min(missing, kMostAtOnce), life = life_time(4'000), seed = random_()] {
      fill(count, life, seed);
    });
  do {
    if (pilotctl({"sync"}, life_time(8'000)) < 0) events_.count("sync killed");
  } while (filling.valid() && filling.wait_for(std::chrono::seconds(0)) != std::future_status::ready);
  if (filling.valid()) filling.get();
  if (random_() % 6 != 0) return;
  events_.count("power cuts at laptops");
  events_.count("unsynced changes lost at laptops", disk_->cut_power(random_));
}

void Laptop::live(const std::function<int()>& quota) {
  weather_.set_calm(false);
  for (int wanted = quota(); wanted >= 0; wanted = quota()) {
    round(wanted - static_cast<int>(acknowledged_.size()));
    std::this_thread::sleep_for(std::chrono::milliseconds(random_() % 100));
  }
}

void Laptop::end_the_day(int quota) {
  weather_.set_calm(true);
  disk_->set_full(false);
  disk_->set_failures_per_mille(0);
  const auto counts = counts_in(data());
  const int there = counts.finalized + counts.queued + counts.parked + counts.sent + counts.confirmed;
  events_.count("responses finalized among the faults", static_cast<std::size_t>(there));
  events_.count("responses confirmed among the faults", static_cast<std::size_t>(counts.confirmed));
  if (const int missing = quota - there; missing > 0) fill(missing, std::chrono::minutes(10), random_());
  for (int attempt = 0; attempt < 10; ++attempt)
    if (pilotctl({"sync"}, std::chrono::minutes(10)) == 0) return;
}

} // namespace pilotage::day
