#include "faults/day/host.h"

#include <charconv>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "faults/day/day_form.h"
#include "support/or_throw.h"
#include "support/throwaway_authority.h"
#include "sync/endpoint/access.h"
#include "sync/endpoint/data_directory.h"
#include "sync/endpoint/form_publication.h"

namespace pilotage::day {

using tests::or_throw;

namespace {

void write_file(const std::filesystem::path& file, std::string_view content) { std::ofstream(file, std::ios::binary) << content; }

} // namespace

Host::Host(const std::filesystem::path& folder, std::uint64_t seed, Events& events)
    : folder_(folder), random_(seed), events_(events), authority_(test::throwaway_authority().ca) {
  std::filesystem::create_directories(folder_);
  prepare();
  disk_ = std::make_unique<tests::LossyDisk>(data(), folder_ / "unsynced");
  services_[0].tls = true;
  for (auto& service : services_) start_until_it_runs(service);
}

void Host::prepare() {
  write_file(folder_ / "cert.pem", test::throwaway_authority().certificate);
  write_file(folder_ / "key.pem", test::throwaway_authority().key);
  auto made = or_throw(endpoint::DataDirectory::create(data()));
  const auto project = or_throw(made.storage->create_project("A bad day"));
  const auto token = endpoint::make_token(project.id, endpoint::Role::collector, "laptops");
  if (auto added = made.storage->add_token(token.record); !added) throw std::runtime_error(added.error().to_string());
  token_ = token.secret;
  const auto form =
      or_throw(endpoint::read_with_media(*made.files, project.id, {.file_name = "day.xml", .bytes = std::string(kDayForm), .media = {}}));
  or_throw(endpoint::publish(*made.storage, form));
}

std::unique_ptr<tests::FaultProxy> Host::connect(bool tls, tests::Link link, tests::FaultProxy::Plan plan) {
  Service& service = services_[tls ? 0 : 1];
  auto proxy = std::make_unique<tests::FaultProxy>(service.port, link, std::move(plan));
  service.proxies.push_back(proxy.get());
  return proxy;
}

bool Host::start(Service& service) {
  std::vector<std::string> command = {
      program_beside_this("pilotage-endpoint"), "serve", "--data", data().string(), "--listen", "127.0.0.1:0"};
  if (service.tls) {
    command.insert(command.end(), {"--cert", (folder_ / "cert.pem").string()});
    command.insert(command.end(), {"--key", (folder_ / "key.pem").string()});
  }
  service.process = std::make_unique<ChildProcess>(command, disk_->environment(), folder_ / "endpoint.log");
  const std::string line = service.process->first_line();
  const auto colon = line.rfind(':');
  if (!line.starts_with("listening on ") || colon == std::string::npos) return false;
  std::from_chars(line.data() + colon + 1, line.data() + line.size(), service.port);
  for (auto* proxy : service.proxies) proxy->set_server_port(service.port);
  return true;
}

void Host::start_until_it_runs(Service& service) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    if (start(service)) return;
    pause(200); // its disk may be at its worst just now
  }
  complaints_.emplace_back("the endpoint did not start any more; see " + (folder_ / "endpoint.log").string());
}

void Host::kill(Service& service) {
  if (service.process->has_ended()) complaints_.emplace_back("an endpoint had ended by itself; see " + (folder_ / "endpoint.log").string());
  service.process->kill();
}

void Host::pause(int longest_ms) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1 + random_() % static_cast<unsigned>(longest_ms)));
}

void Host::kill_one() {
  Service& service = services_[random_() % 2];
  if (random_() % 3 == 0) {
    events_.count("endpoint stopped in good order");
    service.process->terminate();
  } else {
    events_.count("endpoint killed");
    kill(service);
  }
  pause(500);
  start_until_it_runs(service);
}

void Host::kill_both(bool power_cut) {
  for (auto& service : services_) kill(service);
  events_.count("endpoint killed", 2);
  if (power_cut) {
    events_.count("power cuts at the host");
    events_.count("unsynced changes lost at the host", disk_->cut_power(random_));
  }
  pause(1'000);
  for (auto& service : services_) start_until_it_runs(service);
}

void Host::bad_disk(bool full) {
  events_.count(full ? "host's disk full" : "host's disk failing");
  if (full)
    disk_->set_full(true);
  else
    disk_->set_failures_per_mille(30);
  pause(2'000);
  disk_->set_full(false);
  disk_->set_failures_per_mille(0);
}

void Host::disturb() {
  const auto draw = random_() % 100;
  if (draw < 40) return kill_one();
  if (draw < 50) return kill_both(false);
  if (draw < 70) return kill_both(true);
  bad_disk(draw < 85);
}

void Host::recover() {
  disk_->set_full(false);
  disk_->set_failures_per_mille(0);
  for (auto& service : services_)
    if (service.process->has_ended()) start_until_it_runs(service);
}

void Host::stop() {
  for (auto& service : services_) service.process->terminate();
}

} // namespace pilotage::day
