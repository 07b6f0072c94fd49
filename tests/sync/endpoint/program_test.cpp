// The program as the host runs it: its commands, their messages, and what it keeps when it is killed.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <thread>

#include "support/throwaway_authority.h"
#include "sync/endpoint/campaign.h"
#include "sync/endpoint/host.h"
#include "sync/endpoint/server_process.h"
#include "sync/endpoint/storage/sqlite_schema.h"
#include "sync/protocol/feed.h"

using namespace pilotage;
using namespace pilotage::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

void write_file(const fs::path& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

std::multiset<std::string> pull(const std::string& url, const std::string& token) {
  HttpClient client = client_with(token);
  std::multiset<std::string> found;
  std::string cursor;
  for (bool more = true; more;) {
    const auto page = sync::read_feed_page(client.get(url + "/v1/projects/1/results?after=" + cursor).body);
    REQUIRE(page);
    for (const sync::FeedItem& item : page->items) found.insert(item.instance_id);
    cursor = page->next;
    more = page->more;
  }
  return found;
}

} // namespace

TEST_CASE("kill -9 in the middle of posts: what was acknowledged is there, once") {
  const Host host;
  const unsigned seed = std::random_device()();
  MESSAGE("seed " << seed);
  std::mt19937 random(seed);
  std::mutex mutex;
  std::set<std::string> acknowledged;
  std::atomic<int> next = 1;
  for (int round = 0; round < 12; ++round) {
    ServerProcess server(host.data(), host.certificate(), host.key());
    std::vector<std::thread> senders;
    std::atomic<int> stored = 0;
    for (int s = 0; s < 6; ++s)
      senders.emplace_back([&, with_file = s % 2 == 0] {
        HttpClient client = client_with(host.collector);
        while (true) {
          const std::string id = numbered_id(next++);
          MultipartText body = MultipartText().xml(visit(id, "yes", with_file ? "a" : ""));
          if (with_file) body.file("a", id);
          if (client.send("POST", server.url() + "/v1/projects/1/submission", body.content_type(), body.text()).status != 201) return;
          ++stored;
          const std::lock_guard lock(mutex);
          acknowledged.insert(id);
        }
      });
    const int enough = std::uniform_int_distribution(1, 60)(random);
    while (stored < enough) std::this_thread::yield();
    server.kill();
    for (std::thread& sender : senders) sender.join();
  }
  ServerProcess server(host.data(), host.certificate(), host.key());
  const auto found = pull(server.url(), host.coordinator);
  CHECK(acknowledged.size() >= 12);
  for (const std::string& id : acknowledged) CHECK(found.count(id) == 1);
  CHECK(std::set(found.begin(), found.end()).size() == found.size());
  HttpClient coordinator = client_with(host.coordinator);
  for (const std::string& id : acknowledged) {
    const Answer file = coordinator.get(server.url() + "/v1/projects/1/forms/visit/submissions/" + id + "/attachments/a");
    CHECK((file.status == 404 || file.body == id)); // 404: this one had no attachment
  }
  CHECK(server.terminate() == 0);
}

TEST_CASE("SIGTERM finishes what was accepted, and the log tells no secrets") {
  const Host host;
  ServerProcess server(host.data(), host.certificate(), host.key());
  HttpClient phone(throwaway_authority().ca);
  phone.headers = {"X-OpenRosa-Version: 1.0"};
  const MultipartText body = MultipartText().xml(visit(numbered_id(1), "my answer"));
  const std::string url = server.url() + "/v1/key/" + host.collector + "/projects/1/submission";
  bool started = false;
  std::thread late;
  std::string rest = body.text();
  int code = -1;
  const Answer answer = phone.stream(url, body.content_type(), [&] {
    if (!started) {
      started = true;
      std::string first = rest.substr(0, 100);
      rest.erase(0, 100);
      return first;
    }
    if (!late.joinable()) late = std::thread([&] { code = server.terminate(); }); // while the body is under way
    std::string piece = rest.substr(0, 40);
    rest.erase(0, piece.size());
    return piece;
  });
  late.join();
  CHECK(answer.status == 201);
  CHECK(code == 0);
  const std::string log = server.log();
  CHECK(log.find("/v1/key/{token}/projects/{project}/submission") != std::string::npos);
  CHECK(log.find(host.collector) == std::string::npos);
  CHECK(log.find("my answer") == std::string::npos);
  CHECK(log.find(numbered_id(1)) == std::string::npos);
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) CHECK(json::accept(line));
}

TEST_CASE("commands work while the server runs") {
  const Host host;
  ServerProcess server(host.data(), host.certificate(), host.key());
  HttpClient collector = client_with(host.collector);
  const MultipartText first = MultipartText().xml(visit(numbered_id(1)));
  const std::string url = server.url() + "/v1/projects/1/submission";
  REQUIRE(collector.send("POST", url, first.content_type(), first.text()).status == 201);

  REQUIRE(run_endpoint({"form", "close", "--data", host.data().string(), "visit"}).exit_code == 0);
  const MultipartText second = MultipartText().xml(visit(numbered_id(2)));
  CHECK(collector.send("POST", url, second.content_type(), second.text()).status == 409);
  REQUIRE(run_endpoint({"form", "open", "--data", host.data().string(), "visit"}).exit_code == 0);
  CHECK(collector.send("POST", url, second.content_type(), second.text()).status == 201);
  CHECK(run_endpoint({"form", "list", "--data", host.data().string()}).output.find("visit") != std::string::npos);

  const Run list = run_endpoint({"token", "list", "--data", host.data().string()});
  CHECK(list.output.find(host.collector) == std::string::npos);
  const auto at = list.output.find("collector");
  REQUIRE(at != std::string::npos);
  const auto line = list.output.rfind('\n', at) + 1;
  REQUIRE(run_endpoint({"token", "revoke", "--data", host.data().string(), list.output.substr(line, 36)}).exit_code == 0);
  CHECK(collector.send("POST", url, second.content_type(), second.text()).status == 401);
}

TEST_CASE("what the host does at the command line stands in the audit log, from init on, and in a restored one") {
  const Host host;
  const auto backup = (host.directory.path() / "backup").string();
  const auto restored = host.directory.path() / "restored";
  REQUIRE(run_endpoint({"backup", "--data", host.data().string(), "--to", backup}).exit_code == 0);
  REQUIRE(run_endpoint({"restore", "--from", backup, "--data", restored.string()}).exit_code == 0);
  const auto acts = [&](const fs::path& data) {
    const Run made = run_endpoint({"token", "create", "--data", data.string(), "--role", "administrator", "--name", "root", "--json"});
    ServerProcess server(data, host.certificate(), host.key());
    std::multiset<std::string> actions;
    const Answer audits = client_with(json::parse(made.output).at("token")).get(server.url() + "/v1/audits");
    for (const json& entry : json::parse(audits.body)) actions.insert(entry.at("action"));
    return actions;
  };
  const auto here = acts(host.data());
  CHECK(here.count("project.create") == 1);
  CHECK(here.count("field_key.create") == 4); // two by init, the collector, and the one that asks
  CHECK(here.count("backup") == 1);
  const auto there = acts(restored);
  CHECK(there.count("restore") == 1);
  CHECK(there.count("project.create") == 1);
}

TEST_CASE("a collector's token comes with what sets up a laptop") {
  const Host host;
  write_file(host.directory.path() / "ca.pem", throwaway_authority().ca);
  const Run run = run_endpoint({"token", "create", "--data", host.data().string(), "--role", "collector", "--name", "Laptop 8", "--server",
                                "https://pilot.example.org", "--ca", (host.directory.path() / "ca.pem").string(), "--json"});
  REQUIRE(run.exit_code == 0);
  const json token = json::parse(run.output);
  const std::string path = "/v1/key/" + token.at("token").get<std::string>() + "/projects/1";
  CHECK(token.at("path") == path);
  CHECK(token.at("settings").at("general").at("server_url") == "https://pilot.example.org" + path);
  CHECK(token.at("settings").at("pilotage").at("ca_certificate") == throwaway_authority().ca);
}

TEST_CASE("the server's address in a settings code is what a path can follow, and never plain HTTP to somebody else") {
  const Host host;
  const auto create = [&](const std::string& role, const std::string& server) {
    std::vector<std::string> command = {"token", "create", "--data", host.data().string(), "--role", role, "--name", "x", "--json"};
    if (!server.empty()) command.insert(command.end(), {"--server", server});
    return run_endpoint(command);
  };
  const auto url = [&](const std::string& server) {
    const Run run = create("viewer", server);
    REQUIRE_MESSAGE(run.exit_code == 0, run.errors);
    return json::parse(run.output).at("settings").at("general").at("server_url").get<std::string>();
  };
  CHECK(url("https://pilot.example.org//") == "https://pilot.example.org/v1/projects/1");
  CHECK(url("http://127.0.0.1:8080/") == "http://127.0.0.1:8080/v1/projects/1");
  CHECK(url("http://localhost") == "http://localhost/v1/projects/1");
  CHECK(url("http://[::1]:8080") == "http://[::1]:8080/v1/projects/1");
  for (const char* wrong :
       {"http://127.0.0.1.evil.org", "http://127.0.0.1@evil.org", "http://localhost.evil.org/", "https://", "https://a b",
        "https://user:secret@pilot.example.org", "https://pilot.example.org/?a=b", "pilot.example.org", "ftp://127.0.0.1"})
    CHECK_MESSAGE(create("viewer", wrong).exit_code == 1, wrong);

  {
    auto data = endpoint::DataDirectory::open(host.data());
    REQUIRE(data);
    REQUIRE(data->storage->create_project("Second"));
  }
  CHECK(create("viewer", "").errors.find("--project") != std::string::npos);
  CHECK(json::parse(create("administrator", "").output).at("project") == 0);
  CHECK(create("administrator", "https://pilot.example.org").errors.find("--project") != std::string::npos);
}

TEST_CASE("serve --check-config refuses what serve would refuse, and changes nothing") {
  const Host host;
  const auto path = [&](const char* name) { return (host.directory.path() / name).string(); };
  const auto check = [&](const std::string& settings) {
    write_file(path("endpoint.toml"), "data = \"" + host.data().string() + "\"\n" + settings);
    return run_endpoint({"serve", "--check-config", "--config", path("endpoint.toml")});
  };
  const auto refused = [&](const std::string& settings, const std::string& words) {
    const Run run = check(settings);
    CHECK_MESSAGE(run.exit_code == 1, settings);
    CHECK_MESSAGE(run.errors.find(path("endpoint.toml") + ": line 2: ") != std::string::npos, run.errors);
    CHECK_MESSAGE(run.errors.find(words) != std::string::npos, run.errors);
  };
  write_file(path("a file"), "");
  const fs::path uploads = host.data() / "uploads";
  fs::remove_all(uploads);
  CHECK(check("listen = \"127.0.0.1:0\"\nlog_file = \"" + path("logs/log") + "\"\n").output == "the settings are in order\n");
  CHECK_FALSE(fs::exists(uploads));
  CHECK_FALSE(fs::exists(path("logs")));
  refused("listen = \"0.0.0.0:0\"\n", "Plain HTTP is refused");
  refused("uploads = \"" + path("a file") + "\"\n", "Uploads cannot be kept there");
  refused("uploads = \"" + path("a file/uploads") + "\"\n", "Uploads cannot be kept there");
  refused("log_file = \"" + path("data") + "\"\n", "log file cannot be written");
  refused("log_file = \"" + path("a file/log") + "\"\n", "log file cannot be written");
  refused("certificate = \"" + host.key().string() + "\"\nkey = \"" + host.certificate().string() + "\"\n", "do not work together");
  const Run directory = run_endpoint({"serve", "--check-config", "--config", host.directory.path().string()});
  CHECK(directory.errors.find("This is a directory") != std::string::npos);
  CHECK(run_endpoint({"serve", "--check-config", "--data", path("nowhere")}).errors.find("init --data") != std::string::npos);

  endpoint::SqliteDatabase database(host.data() / "endpoint.sqlite", endpoint::SqliteDatabase::Mode::existing, std::chrono::seconds(10));
  const auto version = [&] { return endpoint::schema_version(database, endpoint::SqliteDatabase::Mode::existing); };
  const int earlier = endpoint::newest_schema_version() - 1;
  database.execute(fmt::format("PRAGMA user_version={}", earlier).c_str());
  CHECK(check("").output.find("of an earlier version, which serve will bring to this one") != std::string::npos);
  CHECK(version() == earlier);
  database.execute("PRAGMA user_version=99");
  CHECK(check("").errors.find("A newer pilotage-endpoint has changed this database") != std::string::npos);
}

TEST_CASE("a line of the log is in its file soon after, whether or not others follow") {
  const Host host;
  const fs::path log = host.directory.path() / "log";
  ServerProcess server({"--data", host.data().string(), "--listen", "127.0.0.1:0", "--log-file", log.string()},
                       host.directory.path() / "errors");
  HttpClient client;
  REQUIRE(client.get(server.url() + "/healthz").status == 200);
  const auto is_told = [&] {
    std::ifstream in(log);
    return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()).find("/healthz") != std::string::npos;
  };
  for (int tries = 0; !is_told() && tries < 100; ++tries) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK(is_told());
  CHECK(server.terminate() == 0);
}

TEST_CASE("what a command prints and nobody gets is no success") {
  const Host host;
  const auto lost = [&](const std::string& arguments) {
    const std::string errors = (host.directory.path() / "errors").string();
    const int status = std::system((std::string(PILOTAGE_BIN_DIR) + "/pilotage-endpoint " + arguments + " >/dev/full 2>" + errors).c_str());
    CHECK(status != 0);
    std::ifstream in(errors);
    return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  };
  const std::string fresh = (host.directory.path() / "fresh").string();
  CHECK(lost("init --data " + fresh).find("token create --data " + fresh) != std::string::npos);
  CHECK(lost("token create --data " + fresh + " --role viewer --name x").find("token revoke") != std::string::npos);
  CHECK(lost("token list --data " + fresh).find("is lost") != std::string::npos);
  CHECK(lost("man").find("is lost") != std::string::npos);
}

TEST_CASE("init takes no directory of somebody else's, and changes nothing where it refuses") {
  const Host host;
  const fs::path theirs = host.directory.path() / "theirs";
  fs::create_directory(theirs);
  write_file(theirs / "letter.txt", "Dear Ana");
  const auto open_to_all = fs::perms::owner_all | fs::perms::group_all | fs::perms::others_read | fs::perms::others_exec;
  for (const fs::path& directory : {theirs, host.data()}) fs::permissions(directory, open_to_all);
  CHECK(run_endpoint({"init", "--data", theirs.string()}).errors.find("letter.txt") != std::string::npos);
  CHECK(run_endpoint({"init", "--data", host.data().string()}).errors.find("already") != std::string::npos);
  for (const fs::path& directory : {theirs, host.data()}) CHECK(fs::status(directory).permissions() == open_to_all);
  CHECK(std::distance(fs::directory_iterator(theirs), fs::directory_iterator()) == 1);

  const fs::path log_of_lost = host.directory.path() / "lost";
  fs::create_directory(log_of_lost);
  write_file(log_of_lost / "endpoint.sqlite-wal", "the last responses");
  CHECK(run_endpoint({"init", "--data", log_of_lost.string()}).errors.find("endpoint.sqlite-wal") != std::string::npos);

  // What an attempt that failed has left, and the home of the service's user, are no hindrance.
  const fs::path begun = host.directory.path() / "begun";
  fs::create_directories(begun / "attachments" / "incoming");
  write_file(begun / ".pgpass", "");
  CHECK(run_endpoint({"init", "--data", begun.string()}).exit_code == 0);
  CHECK(fs::status(begun).permissions() == fs::perms::owner_all);
  CHECK(run_endpoint({"init", "--data", (host.directory.path() / "new").string(), "--project", " "}).errors.find("needs a name") !=
        std::string::npos);
  CHECK_FALSE(fs::exists(host.directory.path() / "new"));
}

TEST_CASE("every mistake has its sentence and a code that is not zero") {
  const Host host;
  const std::string data = host.data().string();
  const std::string missing = (host.directory.path() / "missing").string();
  const std::string unreachable = (host.directory.path() / "unreachable.md").string();
  std::ofstream(unreachable)
      << "| survey |\n| | type | name | label |\n| | text | who | Who? |\n| settings |\n| | form_id |\n| | a.svc |\n";
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"init", "--data", data}, "already"},
      {{"serve", "--data", missing}, "init --data"},
      {{"serve", "--data", host.directory.path().string()}, "init --data"},
      {{"serve", "--data", data, "--listen", "0.0.0.0:0"}, "Plain HTTP is refused"},
      {{"serve", "--data", data, "--listen", "nowhere"}, "127.0.0.1:8443"},
      {{"serve", "--data", data, "--listen", "example.org:80"}, "numeric"},
      {{"serve", "--data", data, "--listen", "127.0.0.1:0", "--cert", host.certificate().string()}, "--key"},
      {{"serve", "--data", data, "--listen", "127.0.0.1:0", "--cert", missing, "--key", missing}, "cannot be read"},
      {{"serve", "--data", data, "--listen", "127.0.0.1:0", "--cert", host.key().string(), "--key", host.certificate().string()},
       "do not work together"},
      {{"form", "close", "--data", data, "nothing"}, "no such form"},
      {{"form", "publish", "--data", data, missing}, "no such file"},
      {{"form", "publish", "--data", data, "--project", "Mars", missing}, "no such project"},
      {{"form", "publish", "--data", data, unreachable}, "must not end in .svc"},
      {{"token", "create", "--data", data, "--role", "king", "--name", "x"}, "viewer, coordinator or administrator"},
      {{"token", "create", "--data", data, "--role", "collector", "--name", "x", "--server", "http://pilot.example.org"}, "https://"},
      {{"token", "revoke", "--data", data, "x"}, "token list"},
      {{}, "subcommand"},
      {{"serve"}, "--data DIR"},
      {{"serve", "--data", data, "--idle-seconds", "1"}, "5 to 3600"},
  };
  for (const auto& [arguments, words] : cases) {
    const Run run = run_endpoint(arguments);
    INFO(words);
    INFO(run.errors);
    CHECK(run.exit_code != 0);
    CHECK(run.errors.find(words) != std::string::npos);
  }
  CHECK(run_endpoint({"--help"}).exit_code == 0);
  CHECK(run_endpoint({"token", "create", "--help"}).output.find("--role") != std::string::npos);
}
