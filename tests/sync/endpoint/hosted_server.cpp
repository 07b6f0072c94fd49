#include "sync/endpoint/hosted_server.h"

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "support/throwaway_authority.h"

namespace pilotage::test {

using nlohmann::json;

HostedServer::HostedServer() {
  const auto data = this->data();
  const auto certificate = directory_.path() / "cert.pem";
  const auto key = directory_.path() / "key.pem";
  std::ofstream(certificate) << throwaway_authority().certificate;
  std::ofstream(key) << throwaway_authority().key;
  const Run init = run_endpoint({"init", "--data", data.string(), "--project", "Pilot", "--json"});
  REQUIRE(init.exit_code == 0);
  coordinator_ = json::parse(init.output).at("coordinator");
  const Run token = run_endpoint({"token", "create", "--data", data.string(), "--role", "collector", "--name", "Laptop", "--json"});
  REQUIRE(token.exit_code == 0);
  collector_ = json::parse(token.output).at("token");
  {
    auto opened = endpoint::DataDirectory::open(data);
    REQUIRE(opened);
    REQUIRE(opened->storage->publish_form(visit_form()));
  }
  process_ = std::make_unique<ServerProcess>(data, certificate, key);
}

HttpClient HostedServer::client(const std::string& token) {
  HttpClient made(throwaway_authority().ca);
  made.headers = {"X-OpenRosa-Version: 1.0", "Authorization: Bearer " + token};
  return made;
}

} // namespace pilotage::test
