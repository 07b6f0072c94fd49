// The reference client of tus, tus-js-client from npm, against the program over TLS. It is installed into the build folder; where npm
// cannot reach its registry the test says so and is left out.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "support/postgres_server.h"
#include "sync/endpoint/host.h"
#include "sync/endpoint/server_process.h"
#include "sync/protocol/tus.h"

using namespace pilotage;
using namespace pilotage::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

struct Shell {
  int exit_code = -1;
  std::string output; // standard output and standard error
};

Shell shell(const std::string& command) {
  Shell result;
  std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  char buffer[4096];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) result.output.append(buffer, n);
  const int status = ::pclose(pipe);
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return result;
}

std::string quoted(const std::string& text) { return "'" + text + "'"; } // the texts here have no quote in them

const fs::path& client_folder() {
  static const fs::path folder = fs::path(PILOTAGE_BIN_DIR).parent_path() / "tus_js";
  return folder;
}

bool client_is_here() {
  if (shell("node --version && npm --version").exit_code != 0) {
    MESSAGE("node and npm are not installed (scripts/install test): tus-js-client is left out");
    return false;
  }
  const fs::path source = fs::path(PILOTAGE_SOURCE_DIR) / "tests/sync/endpoint/tus_js";
  fs::create_directories(client_folder());
  for (const char* name : {"package.json", "package-lock.json", "upload.mjs"})
    fs::copy_file(source / name, client_folder() / name, fs::copy_options::overwrite_existing);
  const Shell install = shell("cd " + quoted(client_folder().string()) + " && npm ci --prefer-offline --no-audit --no-fund");
  if (install.exit_code != 0 && shell("npm ping").exit_code != 0) {
    MESSAGE("npm cannot reach its registry: tus-js-client is left out");
    return false;
  }
  REQUIRE_MESSAGE(install.exit_code == 0, install.output);
  return true;
}

struct ReferenceClient {
  explicit ReferenceClient(const std::vector<std::string>& init = {})
      : host(init), server(host.data(), host.certificate(), host.key()), bytes(2'000'000, '\0') {
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31 + i / 997);
    std::ofstream(file(), std::ios::binary) << bytes;
  }
  fs::path file() const { return host.directory.path() / "photo"; }
  std::string project() const { return server.url() + "/v1/projects/1"; }

  // The response that waits for the photo, and what the upload says of it.
  std::string metadata_for(int number) const {
    const std::string xml = visit(numbered_id(number), "yes", "photo.jpg");
    const MultipartText body = MultipartText().xml(xml);
    REQUIRE(client_with(host.collector).send("POST", project() + "/submission", body.content_type(), body.text()).status == 201);
    return json(sync::metadata_of({.form_id = "visit",
                                   .instance_id = numbered_id(number),
                                   .submission_sha256 = sync::sha256_hex(xml),
                                   .name = "photo.jpg",
                                   .sha256 = sync::sha256_hex(bytes),
                                   .content_type = "image/jpeg"}))
        .dump();
  }
  json play(const char* scene, int number) const { return play(scene, metadata_for(number)); }
  json play(const char* scene, const std::string& metadata) const {
    const Shell run =
        shell(fmt::format("cd {} && NODE_EXTRA_CA_CERTS={} node upload.mjs {} {}/uploads {} {} {}", quoted(client_folder().string()),
                          quoted(host.ca().string()), scene, project(), quoted(host.collector), quoted(metadata), quoted(file().string())));
    INFO(run.output);
    REQUIRE(run.exit_code == 0);
    return json::parse(run.output);
  }
  bool arrived(int number) const {
    const Answer answer =
        client_with(host.coordinator).get(project() + "/forms/visit/submissions/" + numbered_id(number) + "/attachments/photo.jpg");
    return answer.status == 200 && answer.body == bytes;
  }

  Host host;
  ServerProcess server;
  std::string bytes;
};

} // namespace

TEST_CASE("tus-js-client uploads, resumes, terminates and is refused") {
  if (!client_is_here()) return;
  const ReferenceClient client;
  CHECK(client.play("whole", 1).at("retries") == 0);
  CHECK(client.arrived(1));
  CHECK(client.play("withCreation", 2).at("retries") == 0);
  CHECK(client.arrived(2));
  CHECK(client.play("resumed", 3).at("sentAgain") == 1'700'000);
  CHECK(client.arrived(3));
  CHECK(client.play("overridden", 4).at("retries") == 0);
  CHECK(client.arrived(4));
  client.play("terminated", 5);
  CHECK_FALSE(client.arrived(5));
  CHECK(client.play("refused", R"({"filename":"../x"})").at("result") == "400");
}

TEST_CASE("tus-js-client uploads to an endpoint on PostgreSQL") {
  if (!tests::PostgresServer::installed()) {
    MESSAGE("PostgreSQL is not installed (scripts/install test): left out");
    return;
  }
  if (!client_is_here()) return;
  const ReferenceClient client({"--database", tests::postgres_server().new_database()});
  CHECK(client.play("resumed", 1).at("sentAgain") == 1'700'000);
  CHECK(client.arrived(1));
}
