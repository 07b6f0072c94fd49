// The program as a process of its own, over a data directory with the visit form, and clients for it: for what must be seen from outside,
// such as its memory.
#pragma once

#include "sync/endpoint/campaign.h"
#include "sync/endpoint/server_process.h"

namespace pilotage::test {

class HostedServer {
public:
  HostedServer();

  HttpClient collector() const { return client(collector_); }
  HttpClient coordinator() const { return client(coordinator_); }
  const std::string& collector_token() const { return collector_; }
  const std::string& coordinator_token() const { return coordinator_; }
  std::filesystem::path data() const { return directory_.path() / "data"; }
  std::string project() const { return process_->url() + "/v1/projects/1"; }
  int port() const { return std::stoi(process_->url().substr(process_->url().rfind(':') + 1)); }
  // The most memory that it has held at once since it started.
  long peak_memory_kb() const { return process_->peak_memory_kb(); }

private:
  static HttpClient client(const std::string& token);

  TemporaryDirectory directory_;
  std::string collector_;
  std::string coordinator_;
  std::unique_ptr<ServerProcess> process_;
};

} // namespace pilotage::test
