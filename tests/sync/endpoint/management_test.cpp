// The management API, as scripts use it: projects, forms, app users; and the metrics.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "sync/endpoint/campaign.h"
#include "sync/protocol/content_hash.h"

using namespace pilotage;
using namespace pilotage::test;
using nlohmann::json;

namespace {

HttpClient administrator_of(Campaign& campaign) {
  HttpClient client = campaign.stranger();
  client.headers.push_back("Authorization: Bearer " + campaign.add_token(endpoint::Role::administrator, "Root", 0).secret);
  return client;
}

const std::string kWorkbook = "| survey |\n| | type | name | label |\n| | text | who | Who? |\n| settings |\n| | form_title | form_id | "
                              "version |\n| | Meeting | meeting | 3 |\n";

} // namespace

TEST_CASE("projects: everybody sees their own, an administrator makes more") {
  Campaign campaign;
  HttpClient administrator = administrator_of(campaign);
  const std::string url = campaign.server->url() + "/v1/projects";
  const json made = json::parse(administrator.send("POST", url, kJson, R"({"name":"Second"})").body);
  CHECK(made.at("id") == 2);
  CHECK(administrator.send("POST", url, kJson, R"({"name":"Second"})").status == 409);
  CHECK(administrator.send("POST", url, kJson, "{").status == 400);
  CHECK(json::parse(administrator.get(url).body).size() == 2);

  HttpClient coordinator = campaign.coordinator();
  CHECK(json::parse(coordinator.get(url).body).size() == 1);
  CHECK(json::parse(coordinator.get(campaign.project()).body).at("name") == "Pilot");
  CHECK(coordinator.get(url + "/2").status == 403);
  CHECK(coordinator.send("POST", url, kJson, R"({"name":"Third"})").status == 403);
  const Answer refused = campaign.stranger().get(url);
  CHECK(refused.status == 401);
  CHECK(json::parse(refused.body).at("code") == 401.2);
  CHECK_FALSE(refused.header("www-authenticate").empty());
}

TEST_CASE("forms are published, listed, closed and opened") {
  const Campaign campaign;
  HttpClient coordinator = campaign.coordinator();
  const std::string url = campaign.project() + "/forms";
  const Answer published = coordinator.send("POST", url + "?publish=true", "text/markdown", kWorkbook);
  REQUIRE(published.status == 200);
  CHECK(json::parse(published.body).at("xmlFormId") == "meeting");
  CHECK(json::parse(published.body).at("version") == "3");

  std::string changed = kWorkbook;
  changed.replace(changed.find("Who?"), 4, "Whom?");
  CHECK(coordinator.send("POST", url + "?publish=true", "text/markdown", changed).status == 409);
  const Answer wrong = coordinator.send("POST", url + "?publish=true", "application/xml", "<nothing/>");
  CHECK(wrong.status == 400);
  CHECK_FALSE(json::parse(wrong.body).at("message").get<std::string>().empty());

  CHECK(json::parse(coordinator.get(url).body).size() == 2);
  CHECK(json::parse(coordinator.get(url + "/meeting").body).at("state") == "open");
  CHECK(coordinator.send("PATCH", url + "/meeting", kJson, R"({"state":"closed"})").status == 200);
  CHECK(json::parse(coordinator.get(url + "/meeting").body).at("state") == "closed");
  CHECK(coordinator.send("PATCH", url + "/meeting", kJson, R"({"state":"sleeping"})").status == 400);
  CHECK(coordinator.send("PATCH", url + "/other", kJson, R"({"state":"open"})").status == 404);

  HttpClient collector = campaign.collector();
  CHECK(collector.send("POST", url + "?publish=true", "text/markdown", kWorkbook).status == 403);
  CHECK(collector.send("PATCH", url + "/meeting", kJson, R"({"state":"open"})").status == 403);
}

TEST_CASE("app users get a token once, and lose it for good") {
  const Campaign campaign;
  HttpClient coordinator = campaign.coordinator();
  const std::string url = campaign.project() + "/app-users";
  const json user = json::parse(coordinator.send("POST", url, kJson, R"({"displayName":"Laptop 9"})").body);
  const std::string key = campaign.server->url() + "/v1/key/" + user.at("token").get<std::string>() + "/projects/1";
  HttpClient phone = campaign.stranger();
  CHECK(phone.get(key + "/formList").status == 200);
  CHECK(phone.get(key + "/app-users").status == 404);

  const json list = json::parse(coordinator.get(url).body);
  CHECK(list.size() == 2);
  CHECK(list.dump().find(user.at("token").get<std::string>()) == std::string::npos);
  CHECK(coordinator.send("DELETE", url + "/" + campaign.coordinator_token.record.id, kJson, "").status == 404);
  CHECK(coordinator.send("DELETE", url + "/" + std::to_string(user.at("id").get<int>()), kJson, "").status == 200);
  CHECK(phone.get(key + "/formList").status == 403);
  CHECK(campaign.collector().get(url).status == 403);
}

TEST_CASE("an app user that was deleted is gone: not listed, not deleted again, and told of once") {
  Campaign campaign;
  HttpClient administrator = administrator_of(campaign);
  HttpClient coordinator = campaign.coordinator();
  const std::string url = campaign.project() + "/app-users";
  const json user = json::parse(coordinator.send("POST", url, kJson, R"({"displayName":"Laptop 9"})").body);
  const std::string its_url = url + "/" + user.at("id").dump();
  CHECK(coordinator.send("DELETE", its_url, kJson, "").status == 200);
  CHECK(coordinator.send("DELETE", its_url, kJson, "").status == 404);
  CHECK(coordinator.get(url).body.find("Laptop 9") == std::string::npos);
  const std::string entries = campaign.server->url() + "/v1/audits?action=field_key.";
  CHECK(json::parse(administrator.get(entries + "delete").body).size() == 1);

  const std::string session = campaign.server->url() + "/v1/sessions/" + campaign.collector_token.secret;
  CHECK(coordinator.send("DELETE", session, kJson, "").status == 200);
  CHECK(coordinator.send("DELETE", session, kJson, "").status == 404);
  CHECK(json::parse(coordinator.get(url).body).empty());
  CHECK(json::parse(administrator.get(entries + "session.end").body).size() == 1);
}

TEST_CASE("a form whose address would be taken for a file is refused") {
  const Campaign campaign;
  HttpClient coordinator = campaign.coordinator();
  for (const std::string ending : {".xml", ".xls", ".xlsx", ".svc"}) {
    std::string workbook = kWorkbook;
    workbook.replace(workbook.find("| meeting |"), 11, "| meeting" + ending + " |");
    for (const char* how : {"", "?publish=true"}) {
      const Answer refused = coordinator.send("POST", campaign.project() + "/forms" + how, "text/markdown", workbook);
      CHECK_MESSAGE(refused.status == 400, refused.body);
      CHECK(refused.body.find("must not end in " + ending) != std::string::npos);
    }
  }
}

TEST_CASE("the metrics count requests by route, for an administrator") {
  Campaign campaign;
  HttpClient administrator = administrator_of(campaign);
  REQUIRE(campaign.post(MultipartText().xml(visit(numbered_id(1)))).status == 201);
  const std::string url = campaign.server->url() + "/metrics";
  CHECK(campaign.stranger().get(url).status == 401);
  CHECK(campaign.coordinator().get(url).status == 403);
  const std::string text = administrator.get(url).body;
  CHECK(text.find("pilotage_requests_total{method=\"POST\",route=\"/v1/projects/{project}/submission\",status=\"201\"} 1\n") !=
        std::string::npos);
  CHECK(text.find(campaign.collector_token.secret) == std::string::npos);
  const std::string post = "{method=\"POST\",route=\"/v1/projects/{project}/submission\"";
  for (const std::string& line :
       {"pilotage_request_seconds_bucket" + post + ",le=\"60\"} 1", "pilotage_request_seconds_bucket" + post + ",le=\"+Inf\"} 1",
        "pilotage_request_seconds_count" + post + "} 1", std::string("pilotage_submissions_total{outcome=\"stored\"} 1"),
        std::string("pilotage_submissions_waiting 0"), std::string("pilotage_work_waiting 0")})
    CHECK_MESSAGE(text.find("\n" + line + "\n") != std::string::npos, line);
  CHECK(text.find("\npilotage_connections ") != std::string::npos);
  CHECK(text.find("\npilotage_certificate_expires_seconds ") != std::string::npos);
}

TEST_CASE("the host's token for Prometheus opens the metrics and nothing else") {
  const std::string token = "0123456789abcdef0123456789abcdef";
  endpoint::EndpointOptions options;
  options.metrics_token_hash = sync::sha256_hex(token);
  Campaign campaign(options);
  HttpClient prometheus = campaign.stranger();
  prometheus.headers = {"Authorization: Bearer " + token};
  CHECK(prometheus.get(campaign.server->url() + "/metrics").body.find("pilotage_connections") != std::string::npos);
  CHECK(prometheus.get(campaign.server->url() + "/v1/projects").status == 401);
  CHECK(prometheus.get(campaign.server->url() + "/v1/users").status == 401);
  prometheus.headers = {"Authorization: Bearer 0123456789abcdef0123456789abcdee"};
  CHECK(prometheus.get(campaign.server->url() + "/metrics").status == 401);
  CHECK(administrator_of(campaign).get(campaign.server->url() + "/metrics").status == 200);
}

TEST_CASE("the metrics tell repeats, conflicts and failures of the storage apart") {
  Campaign campaign;
  HttpClient administrator = administrator_of(campaign);
  REQUIRE(campaign.post(MultipartText().xml(visit(numbered_id(1)))).status == 201);
  REQUIRE(campaign.post(MultipartText().xml(visit(numbered_id(1)))).status == 201);
  REQUIRE(campaign.post(MultipartText().xml(visit(numbered_id(1), "no"))).status == 409);
  const auto attachments = campaign.directory.path() / "data" / "attachments";
  std::filesystem::remove_all(attachments);
  std::ofstream(attachments.string()) << "a file in the place of the directory";
  const Answer failed = campaign.post(MultipartText().xml(visit(numbered_id(2), "yes", "p.jpg")).file("p.jpg", "bytes"));
  CHECK(failed.status == 500);
  const std::string text = administrator.get(campaign.server->url() + "/metrics").body;
  for (const char* line : {"pilotage_submissions_total{outcome=\"stored\"} 1", "pilotage_submissions_total{outcome=\"repeated\"} 1",
                           "pilotage_submissions_total{outcome=\"conflict\"} 1", "pilotage_failures_total{code="})
    CHECK_MESSAGE(text.find(line) != std::string::npos, line);
}
