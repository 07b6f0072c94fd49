// The program with everything in PostgreSQL: each command finds the database by the data directory, and no password is seen anywhere.
#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "support/postgres_server.h"
#include "sync/endpoint/campaign.h"
#include "sync/endpoint/server_process.h"
#include "sync/endpoint/throwaway_authority.h"
#include "sync/protocol/feed.h"

using namespace pilotage;
using namespace pilotage::test;
using nlohmann::json;
using pilotage::tests::PostgresServer;
namespace fs = std::filesystem;

namespace {

bool postgres_is_here() {
  if (!PostgresServer::installed()) MESSAGE("PostgreSQL is not installed (scripts/install test): left out");
  return PostgresServer::installed();
}

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// An empty database over TCP, where the server wants a password, and files to serve with.
struct Site {
  Site() {
    PostgresServer& server = tests::postgres_server();
    const std::string schema = server.new_database();
    connection = server.connection_over_tcp("postgres") + schema.substr(schema.find(" options="));
    write("password", std::string(PostgresServer::kPassword) + "\n");
    write("wrong", "another password\n");
    write("cert.pem", throwaway_authority().certificate);
    write("key.pem", throwaway_authority().key);
  }
  void write(const char* name, std::string_view text) const { std::ofstream(path(name), std::ios::binary) << text; }
  std::string path(const char* name) const { return (directory.path() / name).string(); }
  Run run(std::vector<std::string> command, const char* data = "data") {
    command.insert(command.begin() + (command.front() == "init" ? 1 : 2), {"--data", path(data)});
    const Run run = run_endpoint(command);
    for (const std::string* text : {&run.output, &run.errors}) CHECK(text->find(PostgresServer::kPassword) == std::string::npos);
    INFO(run.errors);
    CHECK(run.exit_code == 0);
    return run;
  }
  Run init(const char* data = "data", const std::vector<std::string>& more = {"--project", "Pilot", "--json"}) {
    std::vector<std::string> command = {"init", "--database", connection, "--database-password-file", path("password")};
    command.insert(command.end(), more.begin(), more.end());
    return run(command, data);
  }

  TemporaryDirectory directory;
  std::string connection;
};

HttpClient bearer(const std::string& token) {
  HttpClient client(throwaway_authority().ca);
  client.headers = {"X-OpenRosa-Version: 1.0", "Authorization: Bearer " + token};
  return client;
}

int post(HttpClient& client, const std::string& url, int number, const std::string& photo = "") {
  MultipartText body = MultipartText().xml(visit(numbered_id(number), "yes", photo));
  if (!photo.empty()) body.file(photo, "bytes of " + photo);
  return client.send("POST", url + "/v1/projects/1/submission", body.content_type(), body.text()).status;
}

} // namespace

TEST_CASE("every command works on the PostgreSQL database that init was given") {
  if (!postgres_is_here()) return;
  Site site;
  const std::string coordinator = json::parse(site.init().output).at("coordinator");
  CHECK_FALSE(fs::exists(site.directory.path() / "data" / "endpoint.sqlite"));
  const fs::path choice = site.directory.path() / "data" / "storage.json";
  CHECK(content(choice).find(PostgresServer::kPassword) == std::string::npos);
  CHECK((fs::status(choice).permissions() & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none);

  site.write("visit.md", "| survey | | | |\n| | type | name | label |\n| | text | answer | Answer |\n| | image | photo | Photo |\n"
                         "| settings | | |\n| | form_id | version |\n| | visit | 1 |\n");
  CHECK(site.run({"form", "publish", site.path("visit.md")}).output.find("published form visit version 1") != std::string::npos);
  const std::string collector =
      json::parse(site.run({"token", "create", "--role", "collector", "--name", "Laptop 7", "--json"}).output).at("token");
  site.run({"user", "create", "ana@example.org", "--role", "viewer", "--password-file", site.path("wrong")});
  CHECK(site.run({"user", "list"}).output.find("ana@example.org") != std::string::npos);
  CHECK(site.run({"token", "list"}).output.find("Laptop 7") != std::string::npos);

  // A second machine's endpoint on the same database.
  CHECK(site.init("other", {"--join"}).output.find("joined") != std::string::npos);
  ServerProcess one(site.path("data"), site.path("cert.pem"), site.path("key.pem"));
  ServerProcess two(site.path("other"), site.path("cert.pem"), site.path("key.pem"));
  HttpClient laptop = bearer(collector);
  CHECK(post(laptop, one.url(), 1, "a.jpg") == 201);
  CHECK(post(laptop, two.url(), 2) == 201);
  CHECK(post(laptop, two.url(), 1, "a.jpg") == 201);
  site.run({"form", "close", "visit"});
  CHECK(post(laptop, one.url(), 3) == 409);
  CHECK(site.run({"form", "list"}).output.find("closed             2") != std::string::npos);
  for (const ServerProcess* server : {&one, &two}) {
    HttpClient reader = bearer(coordinator);
    CHECK(reader.get(server->url() + "/healthz").status == 200);
    const auto page = sync::read_feed_page(reader.get(server->url() + "/v1/projects/1/results").body);
    REQUIRE(page);
    CHECK(page->items.size() == 2);
  }
  CHECK(one.terminate() == 0);
  CHECK(two.terminate() == 0);
  CHECK(one.log().find(PostgresServer::kPassword) == std::string::npos);
}

TEST_CASE("what is wrong with a PostgreSQL database is said, and nothing is left behind") {
  if (!postgres_is_here()) return;
  Site site;
  PostgresServer& server = tests::postgres_server();
  const auto refused = [&](std::vector<std::string> arguments, const std::string& words) {
    arguments.insert(arguments.begin(), {"init", "--data", site.path("data")});
    const Run run = run_endpoint(arguments);
    INFO(run.errors);
    CHECK(run.exit_code != 0);
    CHECK(run.errors.find(words) != std::string::npos);
    CHECK(run.errors.find("geheim") == std::string::npos);
    CHECK_FALSE(fs::exists(site.directory.path() / "data" / "storage.json"));
  };
  refused({"--database", "postgresql://tests:geheim@127.0.0.1/postgres"}, "--database-password-file");
  refused({"--database", site.connection + " password=geheim"}, "--database-password-file");
  refused({"--database", "geheim"}, "postgresql://USER@HOST/DATABASE");
  refused({"--database", "host=127.0.0.1 password geheim"}, "postgresql://USER@HOST/DATABASE");
  refused({"--database", "host=127.0.0.1 port=1 dbname=x user=x"}, "cannot be reached");
  refused({"--database", site.connection, "--database-password-file", site.path("missing")}, "cannot be read");
  refused({"--database", site.connection, "--database-password-file", site.path("wrong")}, "refuses the user or the password");
  refused({"--database", server.connection("nowhere")}, "createdb");
  refused({"--database", server.connection("postgres"), "--join"}, "no endpoint in this database");
  refused({"--join"}, "--database");

  site.init();
  const Run again = run_endpoint({"init", "--data", site.path("data"), "--database", site.connection});
  CHECK(again.errors.find("already") != std::string::npos);
  const Run elsewhere = run_endpoint(
      {"init", "--data", site.path("elsewhere"), "--database", site.connection, "--database-password-file", site.path("password")});
  CHECK(elsewhere.errors.find("--join") != std::string::npos);
  fs::remove(site.path("password"));
  CHECK(run_endpoint({"form", "list", "--data", site.path("data")}).errors.find("password cannot be read") != std::string::npos);
}

TEST_CASE("a storage.json that is broken or odd is refused with its place") {
  const TemporaryDirectory directory;
  const auto said = [&](std::string_view text) {
    std::ofstream(directory.path() / "storage.json") << text;
    const Run run = run_endpoint({"form", "list", "--data", directory.path().string()});
    CHECK(run.exit_code == 1);
    CHECK(run.errors.find("storage.json") != std::string::npos);
    return run.errors;
  };
  CHECK(said("{ \"database\": ").find("not a JSON object") != std::string::npos);
  CHECK(said("[1]").find("not a JSON object") != std::string::npos);
  CHECK(said(R"({"databse": {}})").find("\"databse\"") != std::string::npos);
  CHECK(said(R"({"database": "postgresql://host/x"})").find("must be an object") != std::string::npos);
  CHECK(said(R"({"database": {"connection": 5}})").find("\"connection\" must be a text") != std::string::npos);
  CHECK(said(R"({"database": {"connection": "host=x", "connections": 1}})").find("from 4 to 1000") != std::string::npos);
  CHECK(said(R"({"database": {"connection": "host=x", "password": "x"}})").find("\"password\"") != std::string::npos);
}
