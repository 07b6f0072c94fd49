// The examples in docs/deploy are what the programs that they are for accept: each is checked by its own program where it is installed.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/throwaway_authority.h"
#include "sync/endpoint/campaign.h"
#include "sync/endpoint/endpoint_config.h"

using namespace pilotage;
namespace fs = std::filesystem;

namespace {

const fs::path kExamples = fs::path(PILOTAGE_SOURCE_DIR) / "docs" / "deploy";

bool is_installed(const char* program) {
  if (fs::exists(program)) return true;
  MESSAGE(program << " is not installed (scripts/install test): left out");
  return false;
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void replace_all(std::string& text, const std::string& what, const std::string& with) {
  REQUIRE(text.find(what) != std::string::npos);
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) text.replace(at, what.size(), with);
}

// An example with paths that are there.
class Example {
public:
  explicit Example(const char* name) : text_(text_of(kExamples / name)), file_(directory_.path() / name) {
    std::ofstream(path("chain.pem")) << test::throwaway_authority().certificate;
    std::ofstream(path("key.pem")) << test::throwaway_authority().key;
    std::ofstream(path("both.pem")) << test::throwaway_authority().certificate << test::throwaway_authority().key;
  }
  Example& with(const std::string& what, const std::string& instead) {
    replace_all(text_, what, instead);
    return *this;
  }
  std::string path(const char* name) const { return (directory_.path() / name).string(); }
  // Whether the program accepts it; {} stands for the example's path.
  bool is_accepted_by(std::string command) const {
    std::ofstream(file_) << text_;
    if (const auto at = command.find("{}"); at != std::string::npos) command.replace(at, 2, file_.string());
    const int status = std::system((command + " >" + path("log") + " 2>&1").c_str());
    INFO(text_of(path("log")));
    CHECK(status == 0);
    return status == 0;
  }

private:
  test::TemporaryDirectory directory_;
  std::string text_;
  fs::path file_;
};

} // namespace

TEST_CASE("the example of the settings, as it stands and with each comment taken away") {
  const std::string text = text_of(kExamples / "endpoint.toml");
  REQUIRE(endpoint::read_config(text, "endpoint.toml"));
  std::istringstream lines(text);
  std::string all;
  int settings = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("# ") || line.find(" = ") == std::string::npos) continue;
    const auto config = endpoint::read_config(line.substr(2), "endpoint.toml");
    CHECK_MESSAGE(config, line);
    ++settings;
  }
  CHECK(settings >= 8);
}

TEST_CASE("the example for HAProxy") {
  if (!is_installed("/usr/sbin/haproxy")) return;
  Example example("haproxy.cfg");
  CHECK(example.with("/etc/haproxy/pilotage.pem", example.path("both.pem")).is_accepted_by("/usr/sbin/haproxy -c -f {}"));
}

TEST_CASE("the example for nginx") {
  if (!is_installed("/usr/sbin/nginx")) return;
  Example example("nginx.conf");
  example.with("/etc/pilotage/chain.pem", example.path("chain.pem")).with("/etc/pilotage/key.pem", example.path("key.pem"));
  std::ofstream(example.path("whole.conf")) << "pid " << example.path("pid") << ";\nerror_log stderr;\nevents {}\nhttp {\n"
                                            << "include '" << example.path("nginx.conf") << "';\n}\n";
  // The example stands inside "http", as conf.d is included; the whole is what is checked.
  CHECK(example.is_accepted_by("/usr/sbin/nginx -t -c " + example.path("whole.conf")));
}

TEST_CASE("the example for Caddy") {
  if (!is_installed("/usr/bin/caddy")) return;
  CHECK(Example("Caddyfile").is_accepted_by("/usr/bin/caddy validate --adapter caddyfile --config {}"));
}

TEST_CASE("the example for systemd") {
  if (!is_installed("/usr/bin/systemd-analyze")) return;
  Example example("pilotage-endpoint.service");
  example.with("/usr/bin/pilotage-endpoint", std::string(PILOTAGE_BIN_DIR) + "/pilotage-endpoint");
  example.with("Documentation=man:pilotage-endpoint(8)\n", ""); // systemd looks whether it is installed
  CHECK(example.is_accepted_by("/usr/bin/systemd-analyze verify {}"));
}
