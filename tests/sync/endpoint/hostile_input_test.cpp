// Input that means no good, over HTTP: refused with the right status and a sentence, in bounded memory, with nothing stored half.
// (Slow clients: slow_clients_test. Endless requests: http_server_test, endless_bodies_test. Names of attachments, damaged XML:
// submission_test. Roles: routes_test.)
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "sync/endpoint/hosted_server.h"
#include "sync/endpoint/zip_bomb.h"
#include "sync/protocol/batch.h"
#include "sync/protocol/packed.h"

using namespace pilotage;
using namespace pilotage::test;
using nlohmann::json;

namespace {

constexpr std::size_t kBomb = std::size_t{160} << 20; // unpacked
constexpr long kBounded = 80 * 1024;                  // of memory, in KB: well below what the bombs unpack to

std::string repeated(std::string_view text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

const std::string kLaughs =
    "<!DOCTYPE a [<!ENTITY l \"lol\"><!ENTITY m \"&l;&l;&l;&l;&l;&l;&l;&l;\"><!ENTITY n \"&m;&m;&m;&m;&m;&m;&m;&m;\">]>";

std::size_t stored_in(const Campaign& campaign) { return json::parse(campaign.feed()).at("items").size(); }

void check_refused(const Answer& answer, int least = 400) {
  CAPTURE(answer.body);
  CHECK(answer.status >= least);
  CHECK(answer.status < 500);
  CHECK(answer.body.size() > 20); // a sentence
}

} // namespace

TEST_CASE("zip, zstd and XML bombs are refused in bounded memory") {
  const HostedServer server;
  HttpClient coordinator = server.coordinator();
  HttpClient collector = server.collector();
  const std::string forms = server.project() + "/forms";
  const long before = server.peak_memory_kb();

  const auto packed = sync::pack(std::string(kBomb, '\0'), {});
  REQUIRE(packed);
  CHECK(packed->size() < 100'000);
  const Answer batch = collector.send("POST", server.project() + "/batch", sync::kBatchContentType, *packed);
  CHECK(batch.status == 413);
  check_refused(batch);

  const std::string bomb = zip_bomb(kBomb);
  CHECK(bomb.size() < 2'000'000);
  check_refused(coordinator.send("POST", forms + "?publish=true", kXlsx, bomb));

  check_refused(coordinator.send("POST", forms, "application/xml", kLaughs + "<a>" + repeated("&n;", 100'000) + "</a>"));
  check_refused(coordinator.send("POST", forms, "application/xml", repeated("<a>", 200'000)));
  check_refused(coordinator.send("POST", forms, "application/xml", repeated("<a>", 100'000) + repeated("</a>", 100'000)));
  for (const std::string& xml : {kLaughs + visit(numbered_id(1)), repeated("<a>", 100'000) + repeated("</a>", 100'000),
                                 "<data id=\"visit\"" + repeated(" a=\"\"", 100'000) + "/>"}) {
    const MultipartText body = MultipartText().xml(xml);
    check_refused(collector.send("POST", server.project() + "/submission", body.content_type(), body.text()));
  }
  CHECK((!kTellsMemory || server.peak_memory_kb() - before < kBounded));
  CHECK(json::parse(coordinator.get(forms).body).size() == 1);
  CHECK(json::parse(coordinator.get(server.project() + "/results").body).at("items").empty());
}

TEST_CASE("anything at all as a form is refused with a sentence, and leaves neither form nor draft") {
  const Campaign campaign;
  HttpClient coordinator = campaign.coordinator();
  const std::string url = campaign.project() + "/forms";
  const std::vector<std::string> bodies = {"",
                                           "x",
                                           std::string(1'000, '\0'),
                                           "PK\x03\x04 not a zip",
                                           "%PDF-1.4",
                                           "{\"a\":1}",
                                           "<",
                                           "<html/>",
                                           "<h:html xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head/><h:body/></h:html>",
                                           "| survey |",
                                           "a,b,c\n1,2",
                                           "\xFF\xFE<\0h\0",
                                           repeated("|", 100'000)};
  for (const char* type : {"application/xml", kXlsx, "application/vnd.ms-excel", "text/markdown", "text/csv", "application/json", ""})
    for (const std::string& body : bodies)
      for (const char* how : {"", "?publish=true", "?publish=true&ignoreWarnings=true"}) {
        const Answer answer = coordinator.send("POST", url + how, type, body);
        CAPTURE(type);
        CAPTURE(body);
        CHECK(answer.status == 400);
        CHECK(json::parse(answer.body).at("message").get<std::string>().size() > 10);
      }
  CHECK(json::parse(coordinator.get(url).body).size() == 1);
}

TEST_CASE("no name leads out of where it belongs") {
  const Campaign campaign;
  HttpClient coordinator = campaign.coordinator();
  const std::string form = campaign.project() + "/forms/visit";
  REQUIRE(campaign.post(MultipartText().xml(visit(numbered_id(1), "yes", "a")).file("a", "1")).status == 201);
  for (const char* name :
       {"..%2F..%2Fendpoint.db", "%2e%2e", "%2Fetc%2Fpasswd", "..%5C..%5Ca", "a%00b", "%252e%252e%252fendpoint.db", "%ff"}) {
    CAPTURE(name);
    CHECK(coordinator.get(form + "/attachments/" + name).status == 404);
    CHECK(coordinator.get(form + "/submissions/" + numbered_id(1) + "/attachments/" + name).status == 404);
    CHECK(coordinator.get(form + "/versions/" + name).status == 404);
    CHECK(coordinator.get(form + "/submissions/" + name + ".xml").status == 404);
    CHECK(coordinator.get(campaign.project() + "/forms/" + name + ".xml").status == 404);
    const Answer upload = coordinator.send("POST", form + "/draft/attachments/" + name, "text/csv", "a,b");
    CHECK((upload.status == 400 || upload.status == 404));
  }
}

TEST_CASE("a form whose id is a path is exported under a plain name") {
  Campaign campaign;
  endpoint::FormVersion form = visit_form();
  form.form_id = "../../etc/x";
  form.xform = "<h:html xmlns:h=\"h\"><h:head><model><instance><data id=\"../../etc/x\"><a/></data></instance></model></h:head></h:html>";
  campaign.publish(form);
  const Answer zip = campaign.coordinator().get(campaign.project() + "/forms/..%2F..%2Fetc%2Fx/submissions.csv.zip");
  REQUIRE(zip.status == 200);
  CHECK(zip.body.find(".._.._etc_x.csv") != std::string::npos);
  CHECK(zip.body.find("../") == std::string::npos);
  CHECK(zip.header("content-disposition").find("%2F") != std::string::npos);
}

TEST_CASE("a batch that is sent again, changed on the way, or made up") {
  const Campaign campaign;
  HttpClient collector = campaign.collector();
  const std::string url = campaign.project() + "/batch";
  const auto batch =
      sync::write_batch(std::vector<sync::BatchItem>{{.instance_id = numbered_id(1), .xml = visit(numbered_id(1)), .incomplete = false},
                                                     {.instance_id = numbered_id(9), .xml = visit(numbered_id(2)), .incomplete = false}});
  REQUIRE(batch);
  const Answer first = collector.send("POST", url, sync::kBatchContentType, *batch);
  REQUIRE(first.status == 200);
  CHECK(collector.send("POST", url, sync::kBatchContentType, *batch).body == first.body); // the same receipts
  const auto outcomes = sync::read_batch_answer(first.body);
  REQUIRE(outcomes);
  CHECK(outcomes->at(0).status == 201);
  CHECK(outcomes->at(1).status == 400); // named as another than it is
  CHECK(stored_in(campaign) == 1);

  const auto other =
      sync::write_batch(std::vector<sync::BatchItem>{{.instance_id = numbered_id(3), .xml = visit(numbered_id(3)), .incomplete = false}});
  REQUIRE(other);
  for (std::size_t at = 0; at < other->size(); ++at) {
    std::string changed = *other;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    const Answer answer = collector.send("POST", url, sync::kBatchContentType, changed);
    CAPTURE(at);
    CHECK(answer.status < 500);
  }
  // zstd has bits that mean nothing: what came through all the same is what was sent, byte for byte.
  const json feed = json::parse(campaign.feed());
  for (const json& item : feed.at("items")) {
    const std::string id = item.at("instance_id");
    CHECK(item.at("xml") == visit(id));
    CHECK((id == numbered_id(1) || id == numbered_id(3)));
  }
}

TEST_CASE("cursors that this server never gave, and tokens of another project") {
  Campaign campaign;
  REQUIRE(campaign.post(MultipartText().xml(visit(numbered_id(1)))).status == 201);
  HttpClient coordinator = campaign.coordinator();
  for (const char* cursor : {"-1", "abc", "1.5", "0x1", "99999999999999999999", "1%20OR%201=1", "1;DROP", "%00", "1e3"}) {
    CAPTURE(cursor);
    check_refused(coordinator.get(campaign.project() + "/results?after=" + cursor));
  }
  const json beyond = json::parse(coordinator.get(campaign.project() + "/results?after=9223372036854775807").body);
  CHECK(beyond.at("items").empty());
  CHECK(beyond.at("more") == false);

  REQUIRE(campaign.server->storage().create_project("Other"));
  HttpClient foreign = campaign.stranger();
  const std::string token = campaign.add_token(endpoint::Role::collector, "Foreign", 2).secret;
  foreign.headers.push_back("Authorization: Bearer " + token);
  const MultipartText body = MultipartText().xml(visit(numbered_id(2)));
  for (const std::string& url : {campaign.submission(), campaign.server->url() + "/v1/key/" + token + "/projects/1/submission"}) {
    const Answer refused = foreign.send("POST", url, body.content_type(), body.text());
    CHECK(refused.status == 403);
    check_refused(refused);
  }
  CHECK(foreign.get(campaign.project() + "/forms/visit.xml").status == 403);
  CHECK(foreign.get(campaign.project() + "/results").status == 403);
  CHECK(stored_in(campaign) == 1);
}

TEST_CASE("JSON that is none, or not what was asked for, changes nothing") {
  Campaign campaign;
  HttpClient root = campaign.stranger();
  root.headers.push_back("Authorization: Bearer " + campaign.add_token(endpoint::Role::administrator, "Root", 0).secret);
  REQUIRE(campaign.post(MultipartText().xml(visit(numbered_id(1)))).status == 201);
  const std::string server = campaign.server->url() + "/v1";
  const std::string submission = campaign.project() + "/forms/visit/submissions/" + numbered_id(1);
  const std::vector<std::string> bodies = {"",
                                           "{",
                                           "[]",
                                           "null",
                                           "7",
                                           "\"x\"",
                                           "{\"name\":7,\"state\":[],\"displayName\":{},\"email\":1,\"body\":null}",
                                           repeated("[", 10'000),
                                           "{\"name\":\"\xFF\"}",
                                           std::string("{\"name\":\"\0\"}", 12)};
  const std::vector<std::pair<std::string, std::string>> resources = {
      {"POST", server + "/projects"}, {"PATCH", campaign.project()},     {"POST", campaign.project() + "/app-users"},
      {"POST", server + "/users"},    {"POST", server + "/sessions"},    {"PATCH", campaign.project() + "/forms/visit"},
      {"PATCH", submission},          {"POST", submission + "/comments"}};
  for (const auto& [method, url] : resources)
    for (const std::string& body : bodies) {
      CAPTURE(url);
      CAPTURE(body);
      const Answer answer = root.send(method, url, "application/json", body);
      CHECK(answer.status == 400);
    }
  CHECK(json::parse(root.get(server + "/projects").body).size() == 1);
  CHECK(json::parse(root.get(server + "/users").body).empty());
  CHECK(json::parse(root.get(server + "/audits").body).empty());
}
