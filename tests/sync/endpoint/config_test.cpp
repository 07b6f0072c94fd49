// The host's settings file: what it may say, and how each mistake is told.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>

#include "support/temporary_directory.h"
#include "sync/endpoint/endpoint_config.h"
#include "sync/protocol/content_hash.h"

using namespace pilotage;
using namespace pilotage::endpoint;

namespace {

std::string mistake_in(std::string_view toml) {
  const auto config = read_config(toml, "endpoint.toml");
  REQUIRE_FALSE(config);
  return config.error().to_string();
}

bool says(std::string_view toml, std::string_view place, std::string_view words) {
  const std::string mistake = mistake_in(toml);
  INFO(mistake);
  CHECK(mistake.starts_with("endpoint.toml: " + std::string(place) + ": "));
  CHECK(mistake.find(words) != std::string::npos);
  return mistake.starts_with("endpoint.toml: " + std::string(place) + ": ") && mistake.find(words) != std::string::npos;
}

} // namespace

TEST_CASE("settings are read, and the command line goes before the file") {
  auto config = read_config("# ours\nlisten = \"[::1]:8443\"\nidle_seconds = 90\ntrusted_proxies = [\"127.0.0.1\", \"10.0.0.0/8\"]\n"
                            "public_url = \"https://pilot.example.org/\"\n",
                            "endpoint.toml");
  REQUIRE(config);
  EndpointConfig line;
  line.idle_seconds = 30;
  config->take(line);
  const auto options = config->options();
  REQUIRE(options);
  CHECK(options->server.address == "::1");
  CHECK(options->server.port == 8443);
  CHECK(options->server.idle_timeout == std::chrono::seconds(30));
  CHECK(options->server.proxies.contains("10.1.2.3"));
  CHECK_FALSE(options->server.proxies.contains("11.1.2.3"));
  CHECK(options->public_url == "https://pilot.example.org");
  CHECK(options->grace == std::chrono::seconds(30)); // as nobody says otherwise
}

TEST_CASE("each mistake is told with its line") {
  CHECK(says("listen = \"127.0.0.1:0\"\n\nidel_seconds = 60\n", "line 3", "Did you mean \"idle_seconds\"?"));
  CHECK(says("colour = \"blue\"\n", "line 1", "There is no setting \"colour\". All settings:"));
  CHECK(says("listen = \"127.0.0.1:0\"\nconnections = 5\n", "line 2", "a whole number from 10 to 100000"));
  CHECK(says("upload_bytes = 4294967297\n", "line 1", "from 1000000 to 4294967296")); // programs that pull take no larger file
  CHECK(says("connections = \"many\"\n", "line 1", "a whole number"));
  CHECK(says("connections = 20.5\n", "line 1", "a whole number"));
  CHECK(says("listen = 8443\n", "line 1", "must be a text"));
  CHECK(says("trusted_proxies = \"127.0.0.1\"\n", "line 1", "must be a list of texts"));
  CHECK(says("trusted_proxies = [1]\n", "line 1", "must be a list of texts"));
  CHECK(says("[limits]\nconnections = 50\n", "line 1", "There is no setting \"limits\""));
  CHECK(says("listen = \"127.0.0.1:0\"\nlisten = \"127.0.0.1:1\"\n", "line 2", "not valid TOML"));
  CHECK(says("listen = \"127.0.0.1:0\n", "line 1", "not valid TOML"));
  CHECK(says("{ \"listen\": 1 }", "line 1", "not valid TOML"));
  CHECK(mistake_in("a = 1").find("\n") == std::string::npos);
}

TEST_CASE("what does not go together is told") {
  const auto message = [](std::string_view toml) { return read_config(toml, "endpoint.toml").value().options().error().to_string(); };
  CHECK(message("listen = \"8443\"").find("127.0.0.1:8443") != std::string::npos);
  CHECK(message("certificate = \"chain.pem\"").find("needs its key") != std::string::npos);
  CHECK(message("certificate = \"/nowhere/chain.pem\"\nkey = \"/nowhere/key.pem\"").find("cannot be read") != std::string::npos);
  CHECK(message("trusted_proxies = [\"proxy.example.org\"]").find("not a name") != std::string::npos);
  CHECK(message("trusted_proxies = [\"10.0.0.0/33\"]").find("endpoint.toml: line 1: 10.0.0.0/33: ") == 0);
  CHECK(message("threads = 2\nlisten = \"8443\"").find("endpoint.toml: line 2: 8443: ") == 0);
  CHECK(message("key = \"key.pem\"").find("endpoint.toml: line 1: ") == 0);
  CHECK(message("listen = \"0.0.0.0:8443\"").find("endpoint.toml: line 1: 0.0.0.0: Plain HTTP is refused") == 0);
  CHECK(message("listen = \"[::]:8443\"").find("Plain HTTP is refused") != std::string::npos);
  CHECK(message("listen = \"example.org:80\"").find("must be numeric") != std::string::npos);
  CHECK(message("listen = \"10.0.0.0/8:80\"").find("must be numeric") != std::string::npos);
  for (const char* here : {"127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "localhost:1"})
    CHECK(read_config(fmt::format("listen = \"{}\"", here), "endpoint.toml").value().options());
  CHECK(read_config("listen = \"0.0.0.0:1\"\ntrusted_proxies = [\"10.0.0.1\"]", "endpoint.toml").value().options());
  EndpointConfig line; // what the command line says has no line in the file
  line.listen = "8443";
  auto both = read_config("listen = \"127.0.0.1:1\"", "endpoint.toml").value();
  both.take(line);
  CHECK(both.options().error().to_string().find("8443: ") == 0);
}

TEST_CASE("the token for the metrics comes from a file, and only its hash stays") {
  const tests::TemporaryDirectory directory;
  const std::string file = directory / "token";
  const auto options = [&](std::string_view content) {
    std::ofstream(file) << content;
    return read_config("metrics_token_file = \"" + file + "\"", "endpoint.toml").value().options();
  };
  CHECK(options("0123456789abcdef0123\n").value().metrics_token_hash == sync::sha256_hex("0123456789abcdef0123"));
  for (const char* wrong : {"", "\n", "too short\n", "0123456789abcdef0123 and more", "0123456789abcdef0123\n0123456789abcdef0123\n"})
    CHECK(options(wrong).error().message.find("openssl rand") != std::string::npos);
  CHECK(read_config("metrics_token_file = \"/nowhere/token\"", "endpoint.toml").value().options().error().code == ErrorCode::not_found);
}
