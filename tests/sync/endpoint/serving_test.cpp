// What a host does with a running server: settings in a file, a renewed certificate, a proxy in front.
#include <doctest/doctest.h>

#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "support/throwaway_authority.h"
#include "sync/endpoint/campaign.h"
#include "sync/endpoint/server_process.h"

using namespace pilotage;
using namespace pilotage::test;
namespace fs = std::filesystem;

namespace {

// A data directory, files for TLS and a settings file that names them.
class SettledHost {
public:
  SettledHost() {
    write("cert.pem", throwaway_authority().certificate);
    write("key.pem", throwaway_authority().key);
    const Run init = run_endpoint({"init", "--data", path("data"), "--json"});
    REQUIRE(init.exit_code == 0);
    coordinator = nlohmann::json::parse(init.output).at("coordinator");
    write("endpoint.toml", "data = \"" + path("data") + "\"\nlisten = \"127.0.0.1:0\"\ncertificate = \"" + path("cert.pem") +
                               "\"\nkey = \"" + path("key.pem") + "\"\n");
  }
  void write(const char* name, std::string_view text) const { std::ofstream(path(name), std::ios::binary) << text; }
  std::string path(const char* name) const { return (directory_.path() / name).string(); }
  std::string coordinator;

private:
  TemporaryDirectory directory_;
};

} // namespace

TEST_CASE("a settings file is all that serve needs, and it can be checked before") {
  const SettledHost host;
  const Run checked = run_endpoint({"serve", "--check-config", "--config", host.path("endpoint.toml")});
  CHECK(checked.exit_code == 0);
  CHECK(checked.output == "the settings are in order\n");
  ServerProcess server({"--config", host.path("endpoint.toml")}, host.path("log"));
  CHECK(HttpClient(throwaway_authority().ca).get(server.url() + "/healthz").status == 200);
  CHECK(server.terminate() == 0);

  host.write("key.pem", make_throwaway_authority().key);
  const Run mismatch = run_endpoint({"serve", "--check-config", "--config", host.path("endpoint.toml")});
  CHECK(mismatch.exit_code == 1);
  CHECK(mismatch.errors.find("do not work together") != std::string::npos);
  host.write("endpoint.toml", "data = \"/nowhere\"\n\nlissten = \"127.0.0.1:0\"\n");
  const Run unknown = run_endpoint({"serve", "--check-config", "--config", host.path("endpoint.toml")});
  CHECK(unknown.exit_code == 1);
  CHECK(unknown.errors ==
        "pilotage-endpoint: " + host.path("endpoint.toml") +
            ": line 3: There is no setting \"lissten\". Did you mean \"listen\"? All settings: pilotage-endpoint serve --help\n");
}

TEST_CASE("a renewed certificate needs no restart; connections that are open go on") {
  const SettledHost host;
  ServerProcess server({"--config", host.path("endpoint.toml")}, host.path("log"));
  const std::string health = server.url() + "/healthz";
  HttpClient open(throwaway_authority().ca); // keeps its connection
  REQUIRE(open.get(health).status == 200);
  const auto logged = [&](std::string_view words) {
    while (server.log().find(words) == std::string::npos) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  };

  host.write("cert.pem", "no certificate");
  server.signal(SIGHUP);
  logged("certificate not renewed");
  CHECK(HttpClient(throwaway_authority().ca).get(health).status == 200); // the old one is still there

  const ThrowawayAuthority next = make_throwaway_authority();
  host.write("cert.pem", next.certificate);
  host.write("key.pem", next.key);
  server.signal(SIGHUP);
  logged("certificate renewed");
  CHECK(HttpClient(next.ca).get(health).status == 200);
  CHECK(HttpClient(throwaway_authority().ca).get(health).status == 0);
  CHECK(open.get(health).status == 200);
  CHECK(server.terminate() == 0);
}

TEST_CASE("X-Forwarded headers are believed from the proxies that the host named, and from nobody else") {
  const SettledHost host;
  const auto status = [&](const std::vector<std::string>& proxies, std::vector<std::string> headers) {
    std::vector<std::string> arguments = {"--data", host.path("data"), "--listen", "127.0.0.1:0"};
    for (const std::string& proxy : proxies) arguments.insert(arguments.end(), {"--trusted-proxies", proxy});
    const ServerProcess server(arguments, host.path("log"));
    HttpClient client;
    client.headers = std::move(headers);
    client.headers.push_back("Authorization: Bearer " + host.coordinator);
    return client.get(server.url() + "/v1/projects/1/results").status;
  };
  // The proxy says whether its client came by HTTPS: credentials by plain HTTP are refused.
  CHECK(status({"127.0.0.1"}, {"X-Forwarded-Proto: https", "X-Forwarded-For: 203.0.113.9"}) == 200);
  CHECK(status({"127.0.0.0/8"}, {"X-Forwarded-Proto: https"}) == 200);
  CHECK(status({"127.0.0.1"}, {"X-Forwarded-Proto: http", "X-Forwarded-For: 203.0.113.9"}) == 400);
  CHECK(status({"127.0.0.1"}, {"X-Forwarded-Proto: http"}) == 400);
  CHECK(status({"127.0.0.1"}, {"X-Forwarded-For: 127.0.0.1"}) == 400); // whatever it says of itself
  // From anybody else the headers say nothing: this is a client on this machine.
  CHECK(status({"10.0.0.0/8"}, {"X-Forwarded-Proto: http", "X-Forwarded-For: 203.0.113.9"}) == 200);
  CHECK(status({}, {"X-Forwarded-Proto: http", "X-Forwarded-For: 203.0.113.9"}) == 200);
}

TEST_CASE("the manual page tells of every command, option and setting") {
  const Run man = run_endpoint({"man"});
  REQUIRE(man.exit_code == 0);
  for (const char* line : {".TH PILOTAGE\\-ENDPOINT 8", "\n.SS serve\n", "\n.SS token create\n", "\n.SS user set\\-password\n",
                           "\n.B \\-\\-trusted\\-proxies", "\n.B idle_seconds\n", "\n.B SIGHUP\n"})
    CHECK_MESSAGE(man.output.find(line) != std::string::npos, line);
  CHECK(man.output.find(".SS man") == std::string::npos); // it is for packaging
}
