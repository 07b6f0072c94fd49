// An audit log that cannot be written: nothing that it should tell of happens, over HTTP and at the command line, and everything goes on
// when it can be written again.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "sync/endpoint/people.h"
#include "sync/endpoint/server_process.h"
#include "sync/endpoint/storage/sqlite_database.h"

using namespace pilotage;
using namespace pilotage::test;
using endpoint::Role;
using endpoint::SqliteDatabase;
using nlohmann::json;

namespace {

std::string workbook(const std::string& form_id) {
  return "| survey |\n| | type | name | label |\n| | text | who | Who? |\n| settings |\n| | form_title | form_id | version |\n| | Meeting "
         "| " +
         form_id + " | 1 |\n";
}

// A campaign, and a second connection to its database.
struct Audited : Campaign {
  Audited() { root.headers.push_back("Authorization: Bearer " + add_token(Role::administrator, "Root", 0).secret); }

  std::string data() const { return (directory.path() / "data").string(); }
  void break_log() { database.execute("CREATE TRIGGER broken BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'broken'); END"); }
  void mend_log() { database.execute("DROP TRIGGER broken"); }

  std::map<std::string, std::string> tables() {
    std::map<std::string, std::string> all;
    const auto add = [](void* to, int columns, char** values, char** /*names*/) {
      for (int i = 0; i < columns; ++i) *static_cast<std::string*>(to) += std::string(values[i] != nullptr ? values[i] : "NULL") + '|';
      return 0;
    };
    endpoint::Query name = database.query("SELECT name FROM sqlite_master WHERE type='table'");
    while (name.next())
      REQUIRE(sqlite3_exec(database.handle(), ("SELECT * FROM " + name.text(0)).c_str(), add, &all[name.text(0)], nullptr) == SQLITE_OK);
    return all;
  }
  // The names of the tables.
  std::string changed_since(const std::map<std::string, std::string>& before) {
    std::string changed;
    for (const auto& [name, rows] : tables())
      if (rows != before.at(name)) changed += name + ' ';
    return changed;
  }
  // What `act` does with the log broken must be nothing; then it is done with the log whole.
  template <typename Act, typename IsRefused>
  auto once_refused(Act act, IsRefused is_refused) {
    const auto before = tables();
    break_log();
    CHECK(is_refused(act()));
    mend_log();
    CHECK(changed_since(before) == "");
    auto done = act();
    CHECK(changed_since(before) != "");
    return done;
  }
  json act(const std::string& method, const std::string& path, const std::string& body = "", const char* type = kJson) {
    CAPTURE(method);
    CAPTURE(path);
    const Answer done = once_refused([&] { return root.send(method, server->url() + "/v1" + path, type, body); },
                                     [](const Answer& answer) { return answer.status == 500; });
    CAPTURE(done.body);
    REQUIRE(done.status == 200);
    return json::parse(done.body);
  }
  std::string act_for_id(const std::string& path, const std::string& body) { return act("POST", path, body).at("id").dump(); }
  void command(std::vector<std::string> arguments) {
    CAPTURE(arguments[0] + " " + arguments[1]);
    arguments.insert(arguments.begin() + 2, {"--data", data()});
    const Run done = once_refused([&] { return run_endpoint(arguments); }, [](const Run& run) { return run.exit_code != 0; });
    CAPTURE(done.errors);
    CHECK(done.exit_code == 0);
  }

  SqliteDatabase database{directory.path() / "data" / "endpoint.sqlite", SqliteDatabase::Mode::existing, std::chrono::seconds(10)};
  HttpClient root = stranger();
};

} // namespace

TEST_CASE("an act over HTTP that the audit log cannot tell of has not happened") {
  Audited campaign;
  REQUIRE(campaign.post(MultipartText().xml(visit(numbered_id(1)))).status == 201);
  campaign.act("PATCH", "/projects/1/forms/visit/submissions/" + numbered_id(1), R"({"reviewState":"approved"})");

  REQUIRE(campaign.post(MultipartText().xml(visit(numbered_id(2), "yes", "a.jpg"))).status == 201);
  campaign.act("POST", "/projects/1/forms/visit/submissions/" + numbered_id(2) + "/attachments/a.jpg", "bytes", "image/jpeg");

  const std::string app_user = campaign.act_for_id("/projects/1/app-users", R"({"displayName":"Laptop 9"})");
  campaign.act("POST", "/projects/1/forms/visit/assignments/app-user/" + app_user);
  campaign.act("DELETE", "/projects/1/forms/visit/assignments/app-user/" + app_user);
  campaign.act("DELETE", "/projects/1/app-users/" + app_user);

  campaign.act("POST", "/projects/1/forms?publish=true", workbook("meeting"), "text/markdown");
  campaign.act("PATCH", "/projects/1/forms/meeting", R"({"state":"closed"})");
  campaign.act("POST", "/projects/1/forms/meeting/draft");
  campaign.act("DELETE", "/projects/1/forms/meeting/draft");
  campaign.act("POST", "/projects/1/forms", workbook("walk"), "text/markdown");
  campaign.act("POST", "/projects/1/forms/walk/draft/publish?version=2");
  campaign.act("DELETE", "/projects/1/forms/walk");

  const std::string eve = campaign.act_for_id("/users", R"({"email":"eve@example.org","password":"ten letters"})");
  campaign.act("POST", "/sessions", R"({"email":"eve@example.org","password":"ten letters"})");
  campaign.act("PATCH", "/users/" + eve, R"({"displayName":"Eve"})");
  campaign.act("PUT", "/users/" + eve + "/password", R"({"new":"another password"})");
  campaign.act("POST", "/projects/1/assignments/viewer/" + eve);
  campaign.act("DELETE", "/projects/1/assignments/viewer/" + eve);
  campaign.act("DELETE", "/users/" + eve);

  const std::string second = campaign.act_for_id("/projects", R"({"name":"Second"})");
  campaign.act("PATCH", "/projects/" + second, R"({"name":"Third"})");
  campaign.act("DELETE", "/projects/" + second);
  campaign.act("POST", "/projects/" + second + "/restore");
}

TEST_CASE("a command of the host that the audit log cannot tell of has done nothing") {
  Audited campaign;
  const std::string password = (campaign.directory.path() / "password").string();
  std::ofstream(password) << kPassword << "\n";
  const std::string form = (campaign.directory.path() / "meeting.md").string();
  std::ofstream(form) << workbook("meeting");
  campaign.command({"token", "create", "--role", "collector", "--name", "Laptop 9"});
  campaign.command({"token", "revoke", campaign.collector_token.record.id});
  campaign.command({"form", "publish", form});
  campaign.command({"form", "close", "meeting"});
  campaign.command({"user", "create", "eve@example.org", "--password-file", password});
  campaign.command({"user", "assign", "eve@example.org", "--role", "viewer"});
  campaign.command({"user", "withdraw", "eve@example.org", "--role", "viewer"});
  campaign.command({"user", "set-password", "eve@example.org", "--password-file", password});
  campaign.command({"user", "deactivate", "eve@example.org"});
}
