// pilotage-endpoint user …: accounts made and changed by the host, while the server runs, and what the audit log says of it.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "sync/endpoint/people.h"
#include "sync/endpoint/server_process.h"

using namespace pilotage;
using namespace pilotage::test;
using nlohmann::json;

namespace {

struct UserCommands : Campaign {
  std::string data() const { return (directory.path() / "data").string(); }
  Run user(const std::string& verb, std::vector<std::string> more) const {
    std::vector<std::string> all = {"user", verb, "--data", data()};
    all.insert(all.end(), more.begin(), more.end());
    return run_endpoint(all);
  }
  std::string password_file(const std::string& password) const {
    const std::string path = (directory.path() / "password").string();
    std::ofstream(path) << password << "\nnot this line\n";
    return path;
  }
  Run create(const std::string& email, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> all = {email, "--password-file", password_file(kPassword)};
    all.insert(all.end(), more.begin(), more.end());
    return user("create", all);
  }
  int may_read_results(const std::string& email) const { return with_basic(*this, email).get(project() + "/results").status; }
};

} // namespace

TEST_CASE("user create, assign, withdraw, set-password, list and deactivate do what they say, at once") {
  const UserCommands host;
  const Run created = host.create("Ada@Example.org", {"--name", "Ada L.", "--role", "viewer"});
  CAPTURE(created.errors);
  REQUIRE(created.exit_code == 0);
  CHECK(created.output.find("ada@example.org") != std::string::npos);
  CHECK(host.may_read_results("ada@example.org") == 200);

  CHECK(host.user("assign", {"ada@example.org", "--role", "coordinator"}).output == "the role is given\n");
  CHECK(host.user("assign", {"ada@example.org", "--role", "coordinator"}).output == "has the role already\n");
  const std::string users = host.project() + "/app-users";
  CHECK(with_basic(host, "ada@example.org").get(users).status == 200);
  CHECK(host.user("withdraw", {"ada@example.org", "--role", "coordinator"}).output == "the role is taken\n");
  CHECK(with_basic(host, "ada@example.org").get(users).status == 403);
  const Run list = host.user("list", {});
  CHECK(list.output.find("viewer of 1") != std::string::npos);
  CHECK(list.output.find("Ada L.") != std::string::npos);
  CHECK(list.output.find("argon2") == std::string::npos);

  HttpClient session = logged_in(host, "ada@example.org");
  CHECK(host.user("set-password", {"ada@example.org", "--password-file", host.password_file("another good one")}).exit_code == 0);
  CHECK(session.get(host.project() + "/results").status == 401); // ended
  CHECK(log_in(host, "ada@example.org").status == 401);
  CHECK(log_in(host, "ada@example.org", "another good one").status == 200);
  CHECK(host.user("deactivate", {"ada@example.org"}).exit_code == 0);
  CHECK(log_in(host, "ada@example.org", "another good one").status == 401);
  CHECK(host.user("list", {}).output.find("ada@example.org") == std::string::npos);

  REQUIRE(host.create("root@example.org", {"--role", "administrator"}).exit_code == 0);
  const json audits = json::parse(with_basic(host, "root@example.org").get(host.server->url() + "/v1/audits").body);
  std::vector<std::string> actions;
  for (const json& entry : audits) {
    CHECK(entry.at("details").dump().find("password") == std::string::npos);
    if (entry.at("actorId").is_null()) actions.push_back(entry.at("action")); // the host's, the newest first
  }
  CHECK(actions == std::vector<std::string>{"user.assignment.create", "user.create", "user.delete", "user.update", "user.assignment.delete",
                                            "user.assignment.create", "user.assignment.create", "user.create"});
}

TEST_CASE("user commands refuse with a sentence, and change nothing") {
  const UserCommands host;
  REQUIRE(host.create("ada@example.org").exit_code == 0);
  const std::string short_password = (host.directory.path() / "short").string();
  std::ofstream(short_password) << "short\n";
  const std::vector<std::pair<Run, std::string>> cases = {
      {host.create("ada@example.org"), "example.org"},
      {host.create("no address"), "e-mail"},
      {host.create("bo@example.org", {"--role", "king"}), "administrator"},
      {host.create("bo@example.org", {"--role", "viewer", "--project", "Mars"}), "no such project"},
      {host.user("create", {"bo@example.org", "--password-file", short_password}), "10 characters"},
      {host.user("create", {"bo@example.org", "--password-file", "/nowhere/at/all"}), "cannot be read"},
      {host.user("assign", {"nobody@example.org", "--role", "viewer"}), "user list"},
      {host.user("assign", {"ada@example.org"}), "--role"},
      {host.user("deactivate", {"nobody@example.org"}), "user list"},
      {host.user("set-password", {"nobody@example.org", "--password-file", short_password}), "user list"},
      {run_endpoint({"user"}), "subcommand"},
  };
  for (const auto& [run, words] : cases) {
    CAPTURE(words);
    CAPTURE(run.errors);
    CHECK(run.exit_code != 0);
    CHECK(run.errors.find(words) != std::string::npos);
  }
  CHECK(host.user("list", {}).output.find("bo@example.org") == std::string::npos);
}

TEST_CASE("user create with a role: both, or neither") {
  const UserCommands host;
  const auto change = [&](const char* sql) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open((host.data() + "/endpoint.sqlite").c_str(), &database) == SQLITE_OK);
    REQUIRE(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
  };
  change("CREATE TRIGGER t BEFORE INSERT ON assignment BEGIN SELECT RAISE(ABORT, 'no'); END");
  CHECK(host.create("ada@example.org", {"--role", "viewer"}).exit_code == 1);
  CHECK(host.user("list", {}).output.find("ada@example.org") == std::string::npos);
  change("DROP TRIGGER t");
  const Run created = host.create("ada@example.org", {"--role", "viewer"});
  CHECK_MESSAGE(created.exit_code == 0, created.errors);
  CHECK(host.may_read_results("ada@example.org") == 200);
}
