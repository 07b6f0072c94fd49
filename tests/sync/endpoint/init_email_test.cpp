// pilotage-endpoint init --email: the host's own account, made by the program, on each database; and what is stored of its password and of
// every token.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <nlohmann/json.hpp>

#include "sync/endpoint/people.h"
#include "sync/endpoint/site.h"
#include "sync/protocol/base64.h"
#include "sync/protocol/content_hash.h"

using namespace pilotage;
using namespace pilotage::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

struct Founded {
  explicit Founded(Site::On on) : site(on) {
    site.write("root-password", std::string(kPassword) + "\n");
    tokens = json::parse(
        site.init("data", {"--email", "Root@Example.org", "--password-file", site.path("root-password"), "--project", "Pilot", "--json"})
            .output);
  }
  Site site;
  json tokens;
};

Answer log_in_at(const std::string& url, const std::string& email, const std::string& password) {
  return with_token("").send("POST", url + "/v1/sessions", kJson, json{{"email", email}, {"password", password}}.dump());
}

// The first column of each row.
std::vector<std::string> rows_of(const std::string& file, const std::string& sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
  std::vector<std::string> rows;
  const auto add = [](void* all, int, char** row, char**) {
    static_cast<std::vector<std::string>*>(all)->emplace_back(row[0] == nullptr ? "" : row[0]);
    return 0;
  };
  CHECK(sqlite3_exec(database, sql.c_str(), add, &rows, nullptr) == SQLITE_OK);
  sqlite3_close(database);
  return rows;
}

void administrator_logs_in(Site::On on) {
  const Founded founded(on);
  SiteServer server(founded.site);
  CHECK(log_in_at(server.url(), "root@example.org", "not the password").status == 401);
  const Answer session = log_in_at(server.url(), "root@example.org", kPassword);
  REQUIRE(session.status == 200);
  HttpClient root = with_token(json::parse(session.body).at("token"));
  const json users = json::parse(root.get(server.url() + "/v1/users").body);
  REQUIRE(users.size() == 1);
  CHECK(users[0].at("email") == "root@example.org");
  CHECK(root.send("POST", server.url() + "/v1/projects", kJson, R"({"name":"Second"})").status == 200);
  const json audits = json::parse(root.get(server.url() + "/v1/audits?action=user.create").body);
  REQUIRE(audits.size() == 1);
  CHECK(audits[0].at("actorId").is_null()); // the host at the command line
  CHECK(audits[0].at("details").at("actee") == users[0].at("id"));
  CHECK(server.terminate() == 0);
}

// Everything that is stored, as one SQLite database whichever it was, and the files that the endpoint itself writes.
std::string all_that_is_stored(const Site& site) {
  site.run({"backup", "--to", site.path("backup")});
  std::string bytes = site.read("backup/endpoint.sqlite");
  for (const auto& entry : fs::recursive_directory_iterator(site.path("data")))
    if (entry.is_regular_file()) bytes += site.read(fs::relative(entry.path(), site.directory.path()).string());
  return bytes;
}

void keeps_no_secret(Site::On on) {
  const Founded founded(on);
  const Site& site = founded.site;
  std::vector<std::string> secrets = {kPassword, founded.tokens.at("administrator"), founded.tokens.at("coordinator")};
  site.write("ana-password", "the password of Ana\n");
  site.run({"user", "create", "ana@example.org", "--password-file", site.path("ana-password")});
  secrets.emplace_back("the password of Ana");
  secrets.push_back(json::parse(site.run({"token", "create", "--role", "collector", "--name", "Laptop 7", "--json"}).output).at("token"));
  std::string session;
  {
    SiteServer server(site);
    session = json::parse(log_in_at(server.url(), "root@example.org", kPassword).body).at("token");
    secrets.push_back(session);
    HttpClient root = with_token(session);
    const Answer phone = root.send("POST", server.url() + "/v1/projects/1/app-users", kJson, R"({"displayName":"Phone"})");
    secrets.push_back(json::parse(phone.body).at("token"));
    const json bo = {{"email", "bo@example.org"}, {"password", "the password of Bo"}};
    CHECK(root.send("POST", server.url() + "/v1/users", kJson, bo.dump()).status == 200);
    secrets.emplace_back("the password of Bo");
    const json another = {{"old", kPassword}, {"new", "the second password"}};
    CHECK(root.send("PUT", server.url() + "/v1/users/current/password", kJson, another.dump()).status == 200);
    secrets.emplace_back("the second password");
    session = json::parse(log_in_at(server.url(), "root@example.org", "the second password").body).at("token");
    secrets.push_back(session);
    CHECK(server.terminate() == 0);
  }
  const std::string stored = all_that_is_stored(site);
  for (const std::string& secret : secrets) {
    CAPTURE(secret);
    CHECK(stored.find(secret) == std::string::npos);
    CHECK(stored.find(sync::base64(secret)) == std::string::npos);
  }
  CHECK(stored.find("ana@example.org") != std::string::npos); // the search finds what is there
  CHECK(stored.find(sync::sha256_hex(session)) != std::string::npos);
  CHECK(stored.find(sync::sha256_hex(founded.tokens.at("coordinator").get<std::string>())) != std::string::npos);

  const auto passwords = rows_of(site.path("backup/endpoint.sqlite"), "SELECT password FROM account");
  CHECK(passwords.size() == 3);
  for (const std::string& password : passwords) CHECK_MESSAGE(password.starts_with("$argon2id$v=19$m=32768,t=3,p=1$"), password);
}

} // namespace

TEST_CASE("init --email makes an administrator who logs in with that password") {
  SUBCASE("SQLite") { administrator_logs_in(Site::On::sqlite); }
  SUBCASE("PostgreSQL") {
    if (postgres_is_here()) administrator_logs_in(Site::On::postgres);
  }
}

TEST_CASE("a password is stored as Argon2id makes it, and neither it nor a token is anywhere in what is stored") {
  SUBCASE("SQLite") { keeps_no_secret(Site::On::sqlite); }
  SUBCASE("PostgreSQL") {
    if (postgres_is_here()) keeps_no_secret(Site::On::postgres);
  }
}

TEST_CASE("init --email refuses what nobody could log in with, and makes nothing") {
  const Site site(Site::On::sqlite);
  site.write("good", "ten letters and more\n");
  site.write("short", "short\n");
  site.write("empty", "");
  const auto refused = [&](const std::string& email, const std::string& file) {
    const std::string said = site.refusal({"init", "--email", email, "--password-file", site.path(file)});
    CHECK_FALSE(fs::exists(site.path("data")));
    return said;
  };
  CHECK(refused("root@example.org", "short").find("10 characters") != std::string::npos);
  CHECK(refused("root@example.org", "empty").find("10 characters") != std::string::npos);
  CHECK(refused("root", "good").find("not an e-mail address") != std::string::npos);
  CHECK(refused("root@example.org", "nowhere").find("cannot be read") != std::string::npos);
}
