#include "sync/endpoint/host.h"

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "support/throwaway_authority.h"
#include "sync/endpoint/server_process.h"

namespace pilotage::test {

using nlohmann::json;

Host::Host(const std::vector<std::string>& init) {
  std::ofstream(certificate(), std::ios::binary) << throwaway_authority().certificate;
  std::ofstream(key(), std::ios::binary) << throwaway_authority().key;
  std::ofstream(ca(), std::ios::binary) << throwaway_authority().ca;
  std::vector<std::string> command = {"init", "--data", data().string(), "--project", "Pilot 2026", "--json"};
  command.insert(command.end(), init.begin(), init.end());
  const Run made = run_endpoint(command);
  REQUIRE_MESSAGE(made.exit_code == 0, made.errors);
  coordinator = json::parse(made.output).at("coordinator");
  const Run token = run_endpoint({"token", "create", "--data", data().string(), "--role", "collector", "--name", "Laptop 7", "--json"});
  REQUIRE(token.exit_code == 0);
  collector = json::parse(token.output).at("token");
  auto opened = endpoint::DataDirectory::open(data());
  REQUIRE(opened);
  REQUIRE(opened->storage->publish_form(visit_form()));
}

HttpClient client_with(const std::string& token) {
  HttpClient client(throwaway_authority().ca);
  client.headers = {"X-OpenRosa-Version: 1.0", "Authorization: Bearer " + token};
  return client;
}

} // namespace pilotage::test
