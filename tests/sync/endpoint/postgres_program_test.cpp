// The program with everything in PostgreSQL: each command finds the database by the data directory, and no password is seen anywhere.
#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "support/postgres_server.h"
#include "support/s3_server.h"
#include "support/throwaway_authority.h"
#include "sync/endpoint/site.h"
#include "sync/protocol/feed.h"

using namespace pilotage;
using namespace pilotage::test;
using nlohmann::json;
using pilotage::tests::PostgresServer;
namespace fs = std::filesystem;

TEST_CASE("every command works on the PostgreSQL database that init was given") {
  if (!postgres_is_here()) return;
  Site site(Site::On::postgres);
  const std::string coordinator = json::parse(site.init().output).at("coordinator");
  CHECK_FALSE(fs::exists(site.directory.path() / "data" / "endpoint.sqlite"));
  const fs::path choice = site.directory.path() / "data" / "storage.json";
  CHECK(site.read("data/storage.json").find(PostgresServer::kPassword) == std::string::npos);
  CHECK((fs::status(choice).permissions() & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none);

  site.publish_visit();
  const std::string collector =
      json::parse(site.run({"token", "create", "--role", "collector", "--name", "Laptop 7", "--json"}).output).at("token");
  site.run({"user", "create", "ana@example.org", "--role", "viewer", "--password-file", site.path("wrong")});
  CHECK(site.run({"user", "list"}).output.find("ana@example.org") != std::string::npos);
  CHECK(site.run({"token", "list"}).output.find("Laptop 7") != std::string::npos);

  // A second machine's endpoint on the same database.
  CHECK(site.init("other", {"--join"}).output.find("joined") != std::string::npos);
  SiteServer one(site);
  SiteServer two(site, "other");
  HttpClient laptop = with_token(collector);
  CHECK(post_visit(laptop, one.url(), 1, "a.jpg") == 201);
  CHECK(post_visit(laptop, two.url(), 2) == 201);
  CHECK(post_visit(laptop, two.url(), 1, "a.jpg") == 201);
  site.run({"form", "close", "visit"});
  CHECK(post_visit(laptop, one.url(), 3) == 409);
  CHECK(site.run({"form", "list"}).output.find("closed             2") != std::string::npos);
  for (const SiteServer* server : {&one, &two}) {
    HttpClient reader = with_token(coordinator);
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
  Site site(Site::On::postgres);
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

TEST_CASE("attachments in a bucket are shared by the endpoints; the keys stay in their file") {
  if (!postgres_is_here() || !tests::S3Server::available()) return;
  Site site(Site::On::postgres);
  const tests::S3Server bucket(site.path("cert.pem"), site.path("key.pem"));
  site.write("ca.pem", throwaway_authority().ca);
  site.write("keys", "[default]\naws_access_key_id = S3RVER\naws_secret_access_key = S3RVER\n");
  site.write("other-keys", "aws_access_key_id = S3RVER\naws_secret_access_key = geheim\n");
  const auto with_bucket = [&](const char* keys, std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--attachments", bucket.address(), "--attachments-keys", site.path(keys), "--attachments-ca",
                             site.path("ca.pem"), "--json"});
    return more;
  };
  std::vector<std::string> refused = with_bucket("other-keys");
  refused.insert(refused.begin(), {"init", "--data", site.path("refused")});
  const Run run = run_endpoint(refused);
  CHECK(run.exit_code == 1);
  CHECK(run.errors.find("Check the secret key and the region") != std::string::npos);
  CHECK(run.errors.find("geheim") == std::string::npos);
  CHECK(run_endpoint({"init", "--data", site.path("x"), "--attachments", "http://s3.example.org/pilotage"})
            .errors.find("https://HOST/BUCKET") != std::string::npos);
  CHECK(run_endpoint({"init", "--data", site.path("x"), "--attachments", bucket.address(), "--attachments-keys", site.path("keys")})
            .errors.find("is not trusted") != std::string::npos);

  const std::string coordinator = json::parse(site.init("data", with_bucket("keys")).output).at("coordinator");
  site.init("other", with_bucket("keys", {"--join"}));
  site.publish_visit();
  SiteServer one(site);
  SiteServer two(site, "other");
  HttpClient sender = with_token(coordinator);
  CHECK(post_visit(sender, one.url(), 1, "a.jpg") == 201);
  HttpClient reader = with_token(coordinator);
  const Answer photo = reader.get(two.url() + "/v1/projects/1/forms/visit/submissions/" + numbered_id(1) + "/attachments/a.jpg");
  CHECK(photo.status == 200);
  CHECK(photo.body == "bytes of a.jpg");
  CHECK(one.terminate() == 0);
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
