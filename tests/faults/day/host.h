// The central end: two `pilotage-endpoint serve` on one data directory, one with TLS and one without, that are killed, stopped, started
// again, and whose disk fails, fills and loses what was not synced. One thread calls disturb(); the rest is called before or after that.
#pragma once

#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "faults/day/child_process.h"
#include "faults/day/events.h"
#include "support/fault_proxy.h"
#include "support/lossy_disk/lossy_disk.h"

namespace pilotage::day {

class Host {
public:
  // Makes the data directory with a project, the questionnaire and a token, and starts both.
  Host(const std::filesystem::path& folder, std::uint64_t seed, Events& events);

  // A network to the endpoint with or without TLS, which follows it wherever it is started again.
  std::unique_ptr<tests::FaultProxy> connect(bool tls, tests::Link link, tests::FaultProxy::Plan plan);
  const std::string& token() const { return token_; }
  const std::string& authority() const { return authority_; } // PEM
  std::filesystem::path data() const { return folder_ / "data"; }

  // One mishap, of any kind, and its end.
  void disturb();
  // All well again, both running.
  void recover();
  void stop();

  const std::vector<std::string>& complaints() const { return complaints_; }

private:
  struct Service {
    bool tls = false;
    std::unique_ptr<ChildProcess> process = {};
    int port = 0;
    std::vector<tests::FaultProxy*> proxies = {};
  };

  const std::filesystem::path folder_;
  std::mt19937_64 random_;
  Events& events_;
  std::string token_;
  std::string authority_;
  std::unique_ptr<tests::LossyDisk> disk_;
  Service services_[2];
  std::vector<std::string> complaints_;

  void prepare();
  bool start(Service& service);
  void start_until_it_runs(Service& service);
  void kill(Service& service);
  void kill_one();
  void kill_both(bool power_cut);
  void bad_disk(bool full);
  void pause(int longest_ms);
};

} // namespace pilotage::day
