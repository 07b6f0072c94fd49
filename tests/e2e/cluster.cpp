#include "e2e/cluster.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

namespace pilotage::tests {

using namespace test;

void Member::start() {
  server_ = std::make_unique<ServerProcess>(std::vector<std::string>{"--data", (directory_.path() / "data").string(), "--listen",
                                                                     fmt::format("127.0.0.1:{}", port), "--trusted-proxies", "127.0.0.1"},
                                            log_file());
}

int Member::terminate() {
  const int code = server_->terminate();
  server_.reset();
  return code;
}

std::string Member::log() const {
  std::ifstream in(log_file());
  return {std::istreambuf_iterator<char>(in), {}};
}

bool Cluster::is_installed() {
  if (PostgresServer::installed() && Haproxy::installed()) return true;
  MESSAGE("PostgreSQL or HAProxy is not installed (scripts/install test): left out");
  return false;
}

Cluster::Cluster() {
  const Run init = run_endpoint({"init", "--data", data().string(), "--database", database.new_database(), "--json"});
  INFO(init.errors);
  REQUIRE(init.exit_code == 0);
  coordinator = nlohmann::json::parse(init.output).at("coordinator");
  const Run token = run_endpoint({"token", "create", "--data", data().string(), "--role", "collector", "--name", "Laptop 7", "--json"});
  REQUIRE(token.exit_code == 0);
  collector = nlohmann::json::parse(token.output).at("token");
  auto opened = endpoint::DataDirectory::open(data());
  REQUIRE(opened);
  REQUIRE(opened->storage->publish_form(visit_form()));
  for (Member& member : members) member.start();
  proxy.start();
}

HttpClient Cluster::client(const std::string& token) const {
  HttpClient client(throwaway_authority().ca);
  client.headers = {"X-OpenRosa-Version: 1.0", "Authorization: Bearer " + token};
  return client;
}

HttpClient Cluster::client_inside(const std::string& token) const {
  HttpClient inside = client(token);
  inside.headers.push_back("X-Forwarded-Proto: https");
  return inside;
}

} // namespace pilotage::tests
