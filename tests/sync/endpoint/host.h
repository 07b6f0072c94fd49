// What a host has: a data directory made by the program itself, with a project, the visit form, a coordinator and a collector, and files
// for TLS.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sync/endpoint/campaign.h"
#include "sync/endpoint/http_client.h"

namespace pilotage::test {

struct Host {
  // `init` is added to the program's init command.
  explicit Host(const std::vector<std::string>& init = {});
  std::filesystem::path data() const { return directory.path() / "data"; }
  std::filesystem::path certificate() const { return directory.path() / "cert.pem"; }
  std::filesystem::path key() const { return directory.path() / "key.pem"; }
  std::filesystem::path ca() const { return directory.path() / "ca.pem"; }

  TemporaryDirectory directory;
  std::string coordinator; // tokens
  std::string collector;
};

// Trusts the host's certificate, and sends the token and X-OpenRosa-Version.
HttpClient client_with(const std::string& token);

} // namespace pilotage::test
