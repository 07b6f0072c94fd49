#include "sync/uploader/pilot.h"

#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <thread>
#include <unistd.h>

namespace pilotage::tests {

using namespace sync;

const ThrowawayCa& test_ca() {
  static const ThrowawayCa ca;
  return ca;
}

Identity test_identity() {
  static const Identity identity = test_ca().issue();
  return identity;
}

Pilot::Pilot() {
  std::string pattern = (std::filesystem::temp_directory_path() / "pilotage-uploader-XXXXXX").string();
  folder_ = ::mkdtemp(pattern.data());
  std::ofstream(folder_ / "ca.pem") << test_ca().pem();
}

Pilot::~Pilot() { std::filesystem::remove_all(folder_); }

std::filesystem::path Pilot::file(const std::string& name, std::size_t size) const {
  const auto path = folder_ / name;
  std::ofstream out(path, std::ios::binary);
  for (std::size_t i = 0; i < size; ++i) out.put(static_cast<char>('a' + (i * 7 + name.size()) % 26));
  return path;
}

Server Pilot::server_at(const std::string& origin) const {
  return {.url = origin + "/v1/projects/1",
          .ca_file = (folder_ / "ca.pem").string(),
          .allow_plain_http_on_loopback = origin.starts_with("http://")};
}

Project Pilot::project_at(const ScriptedServer& server, const std::string& id) const {
  return {.id = id, .server = server_at(server.origin())};
}

UploaderOptions Pilot::options() {
  UploaderOptions options;
  options.now = [this] { return clock.load(); };
  options.random = [] { return 0.5; };
  options.timeouts = {.connect_ms = 5'000, .idle_ms = 10'000};
  return options;
}

DrainSummary Pilot::sync_with(const Server& server) {
  auto summary = drain_once(outbox, {.id = "pilot", .server = server}, options());
  REQUIRE(summary.has_value());
  return *summary;
}

DrainSummary Pilot::sync_with(const ScriptedServer& server) { return sync_with(server_at(server.origin())); }

ScriptedServer::Script posts(std::vector<Reply> replies, Headers head_headers) {
  auto turn = std::make_shared<std::size_t>(0);
  return [=](const Asked& asked) {
    if (asked.method == "HEAD") return openrosa(204, head_headers);
    const auto index = std::min(*turn, replies.size() - 1);
    ++*turn;
    return replies[index];
  };
}

std::map<std::string, std::string> parts_of(const Asked& asked) {
  std::map<std::string, std::string> parts;
  const auto type = asked.header("content-type");
  const auto boundary = "--" + type.substr(type.find("boundary=") + 9);
  std::size_t at = asked.body.find(boundary);
  while (at != std::string::npos) {
    const auto head = at + boundary.size() + 2;
    const auto body = asked.body.find("\r\n\r\n", head);
    const auto next = asked.body.find("\r\n" + boundary, head);
    if (body == std::string::npos || next == std::string::npos) break;
    const auto name = asked.body.find("name=\"", head) + 6;
    parts[asked.body.substr(name, asked.body.find('"', name) - name)] = asked.body.substr(body + 4, next - body - 4);
    at = next + 2;
  }
  return parts;
}

void wait_until(const std::function<bool()>& done) {
  for (int i = 0; i < 4'000; ++i) {
    if (done()) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  FAIL("what was waited for did not happen");
}

} // namespace pilotage::tests
