// What coordinators and scripts written for ODK Central read of submissions, and what they decide about them.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "sync/endpoint/content_disposition.h"
#include "sync/endpoint/household.h"
#include "sync/endpoint/people.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/names.h"

using namespace pilotage;
using namespace pilotage::test;
using endpoint::Role;
using nlohmann::json;

namespace {

struct Households : Campaign {
  Households() {
    publish(household_form());
    REQUIRE(post(MultipartText().xml(household(numbered_id(1), "Ann", "", "a.jpg")).file("a.jpg", "first photo")).status == 201);
    REQUIRE(post(MultipartText().xml(household(numbered_id(2), "Bo"))).status == 201);
  }
  std::string at(const std::string& path = "") const { return project() + "/forms/household/submissions" + path; }
  std::string at(int number, const std::string& path) const { return at("/" + numbered_id(number) + path); }
  void correct() const {
    const Answer corrected =
        post(MultipartText().xml(household(numbered_id(3), "Anna", "", "b.jpg", numbered_id(1))).file("b.jpg", "second"));
    REQUIRE(corrected.status == 201);
  }
  json got(const std::string& url) const {
    const Answer answer = coordinator().get(url);
    CAPTURE(answer.body);
    REQUIRE(answer.status == 200);
    return json::parse(answer.body);
  }
};

} // namespace

TEST_CASE("submissions are listed, the newest first, each with what Central says of it") {
  const Households campaign;
  const json all = campaign.got(campaign.at());
  REQUIRE(all.size() == 2);
  CHECK(all[0].at("instanceId") == numbered_id(2));
  CHECK(all[1].at("reviewState") == nullptr);
  CHECK(all[1].at("updatedAt") == nullptr);
  CHECK(all[1].at("currentVersion").at("instanceId") == numbered_id(1));
  CHECK(all[1].at("submitterId").is_number());
  CHECK_FALSE(all[1].contains("submitter"));
  CHECK(campaign.got(campaign.at(1, "")).at("instanceId") == numbered_id(1));

  HttpClient extended = campaign.coordinator();
  extended.headers.push_back("X-Extended-Metadata: true");
  CHECK(json::parse(extended.get(campaign.at()).body)[0].at("submitter").at("displayName") == "Laptop 7");
  CHECK(campaign.coordinator().get(campaign.at(9, "")).status == 404);
  CHECK(campaign.coordinator().get(campaign.project() + "/forms/none/submissions").status == 404);
  CHECK(json::parse(campaign.coordinator().get(campaign.project() + "/forms/visit/submissions").body) == json::array());
}

TEST_CASE("a correction is another version of the same submission, each with its own XML and files") {
  const Households campaign;
  campaign.correct();
  const json all = campaign.got(campaign.at());
  REQUIRE(all.size() == 2);
  const json record = campaign.got(campaign.at(1, ""));
  CHECK(record.at("reviewState") == "edited");
  CHECK(record.at("edits") == 1);
  CHECK(record.at("currentVersion").at("instanceId") == numbered_id(3));
  CHECK(campaign.coordinator().get(campaign.at(1, ".xml")).body == household(numbered_id(3), "Anna", "", "b.jpg", numbered_id(1)));

  const json versions = campaign.got(campaign.at(1, "/versions"));
  REQUIRE(versions.size() == 2);
  CHECK(versions[0].at("instanceId") == numbered_id(3));
  CHECK(versions[0].at("current") == true);
  CHECK(versions[1].at("current") == false);
  CHECK(campaign.got(campaign.at(1, "/versions/" + numbered_id(1))).at("current") == false);
  CHECK(campaign.coordinator().get(campaign.at(1, "/versions/" + numbered_id(1) + ".xml")).body ==
        household(numbered_id(1), "Ann", "", "a.jpg"));
  CHECK(campaign.coordinator().get(campaign.at(1, "/versions/" + numbered_id(2))).status == 404); // of another submission
  CHECK(campaign.coordinator().get(campaign.at(3, "")).status == 404); // a correction is no submission of its own

  CHECK(campaign.got(campaign.at(1, "/attachments")) == json::parse(R"([{"name":"b.jpg","exists":true}])"));
  CHECK(campaign.coordinator().get(campaign.at(1, "/attachments/b.jpg")).body == "second");
  CHECK(campaign.coordinator().get(campaign.at(1, "/attachments/a.jpg")).status == 404);
  const std::string first = "/versions/" + numbered_id(1) + "/attachments";
  CHECK(campaign.got(campaign.at(1, first)) == json::parse(R"([{"name":"a.jpg","exists":true}])"));
  CHECK(campaign.coordinator().get(campaign.at(1, first + "/a.jpg")).body == "first photo");
  CHECK(campaign.coordinator().get(campaign.at(2, "/versions/" + numbered_id(3) + "/attachments")).status == 404);
}

TEST_CASE("a correction that names a photograph again has it, without its being sent again") {
  const Households campaign;
  HttpClient manager = campaign.coordinator();
  const std::string xml = household(numbered_id(3), "Anna", "", "a.jpg", numbered_id(1));
  CHECK(manager.send("PUT", campaign.at(1, ""), "application/xml", xml).status == 200);
  CHECK(campaign.got(campaign.at(1, "/attachments")) == json::parse(R"([{"name":"a.jpg","exists":true}])"));
  CHECK(manager.get(campaign.at(1, "/attachments/a.jpg")).body == "first photo");
  CHECK(manager.get(campaign.at(".csv.zip")).body.find("media/a.jpg") != std::string::npos);
  CHECK(campaign.got(campaign.at(1, "/versions/" + numbered_id(3) + "/attachments"))[0].at("exists") == true);
  // Its own replaces it, and leaves that of the first version alone.
  CHECK(manager.send("POST", campaign.at(1, "/attachments/a.jpg"), "image/jpeg", "a better one").status == 200);
  CHECK(manager.get(campaign.at(1, "/attachments/a.jpg")).body == "a better one");
  CHECK(manager.get(campaign.at(1, "/versions/" + numbered_id(1) + "/attachments/a.jpg")).body == "first photo");
}

TEST_CASE("a correction that is posted as a submission answers with the record that it belongs to, also when it comes again") {
  const Households campaign;
  HttpClient manager = campaign.coordinator();
  const auto post = [&](int number, int corrected) {
    return manager.send("POST", campaign.at(), "application/xml", household(numbered_id(number), "Anna", "", "", numbered_id(corrected)));
  };
  for (int i = 0; i < 2; ++i) {
    const Answer answer = post(3, 1);
    REQUIRE(answer.status == 200);
    CHECK(json::parse(answer.body).at("instanceId") == numbered_id(1));
    CHECK(json::parse(answer.body).at("currentVersion").at("instanceId") == numbered_id(3));
  }
  const Answer late = post(4, 1); // from somebody who has not seen the other
  CHECK(late.status == 409);
  CHECK(json::parse(late.body).at("message").get<std::string>().find("newest version") != std::string::npos);
  CHECK(campaign.got(campaign.at(1, "/versions")).size() == 2);
  CHECK(post(4, 3).status == 200);
  CHECK(post(5, 99).status == 200); // of what is not here yet
}

TEST_CASE("a review is written, taken back, undone by a correction, and stands in the audit log") {
  Households campaign;
  const auto set = [&](const std::string& body) {
    return campaign.coordinator().send("PATCH", campaign.at(1, ""), "application/json", body);
  };
  const Answer approved = set(R"({"reviewState":"approved"})");
  REQUIRE(approved.status == 200);
  CHECK(json::parse(approved.body).at("reviewState") == "approved");
  CHECK_FALSE(json::parse(approved.body).at("updatedAt").is_null());
  for (const char* state : {"hasIssues", "rejected", "edited"}) {
    REQUIRE(set(json{{"reviewState", state}}.dump()).status == 200);
    CHECK(campaign.got(campaign.at(1, "")).at("reviewState") == state);
  }
  CHECK(json::parse(set(R"({"reviewState":null})").body).at("reviewState") == nullptr);
  for (const char* wrong : {"", "{}", "[]", R"({"reviewState":"good"})", R"({"reviewState":""})", R"({"reviewState":7})"})
    CHECK(set(wrong).status == 400);
  REQUIRE(set(R"({"reviewState":"approved"})").status == 200);
  campaign.correct();
  CHECK(campaign.got(campaign.at(1, "")).at("reviewState") == "edited");

  add_person(campaign, "root@example.org", Role::administrator, 0);
  const json audits =
      json::parse(logged_in(campaign, "root@example.org").get(campaign.server->url() + "/v1/audits?action=submission").body);
  REQUIRE(audits.size() == 6);
  CHECK(audits[0].at("details") == json{{"instanceId", numbered_id(1)}, {"reviewState", "approved"}});
}

TEST_CASE("comments on a submission are kept with who wrote them") {
  Households campaign;
  add_person(campaign, "vera@example.org", Role::viewer, 1);
  HttpClient vera = logged_in(campaign, "vera@example.org");
  const std::string url = campaign.at(1, "/comments");
  CHECK(vera.send("POST", url, "application/json", R"({"body":"Is the name right? été"})").status == 200);
  CHECK(vera.send("POST", url, "application/json", R"({"body":""})").status == 400);
  CHECK(vera.send("POST", url, "application/json", R"({"body":7})").status == 400);
  vera.headers.push_back("X-Extended-Metadata: true");
  const json all = json::parse(vera.get(url).body);
  REQUIRE(all.size() == 1);
  CHECK(all[0].at("body") == "Is the name right? été");
  CHECK(all[0].at("actor").at("displayName") == "vera");
  CHECK(campaign.got(campaign.at(2, "/comments")).empty());
}

TEST_CASE("a submission is called by the name that its XML gives it") {
  Households campaign;
  endpoint::FormVersion naming = household_form();
  naming.version = "2";
  naming.xform.replace(naming.xform.find("<orx:instanceID/>"), 0, "<orx:instanceName/>");
  naming.sha256 = sync::sha256_hex(naming.xform);
  campaign.publish(naming);
  const auto named = [](std::string xml, const std::string& name) {
    return xml.replace(xml.find("</orx:meta>"), 0, "<orx:instanceName> " + name + "\n</orx:instanceName>");
  };
  REQUIRE(campaign.post(MultipartText().xml(named(household(numbered_id(4), "Cy"), "Cy &amp; Co"))).status == 201);
  REQUIRE(campaign.post(MultipartText().xml(named(household(numbered_id(5), "C", "", "", numbered_id(4)), "Éva"))).status == 201);
  REQUIRE(campaign.post(MultipartText().xml(named(household(numbered_id(6), "D"), " "))).status == 201);
  REQUIRE(campaign.post(MultipartText().xml(household(numbered_id(7), "instanceName"))).status == 201);
  const json all = campaign.got(campaign.at());
  REQUIRE(all.size() == 5);
  CHECK(all[0].at("currentVersion").at("instanceName") == nullptr);
  CHECK(all[1].at("currentVersion").at("instanceName") == nullptr);
  CHECK(all[2].at("currentVersion").at("instanceName") == "Éva");
  CHECK(all[3].at("currentVersion").at("instanceName") == nullptr);
  CHECK(campaign.got(campaign.at(4, "")).at("currentVersion").at("instanceName") == "Éva");
  const json versions = campaign.got(campaign.at(4, "/versions"));
  CHECK(versions[0].at("instanceName") == "Éva");
  CHECK(versions[1].at("instanceName") == "Cy & Co");
  CHECK(campaign.got(campaign.at(4, "/versions/" + numbered_id(4))).at("instanceName") == "Cy & Co");
}

TEST_CASE("an attachment is saved under its name, whatever the client understands") {
  const Households campaign;
  const auto sent_as = [&](const std::string& name) {
    static int number = 10;
    ++number;
    REQUIRE(campaign.post(MultipartText().xml(household(numbered_id(number), "A", "", name)).file(name, "bytes")).status == 201);
    return campaign.coordinator().get(campaign.at(number, "/attachments/" + sync::percent_encode(name))).header("content-disposition");
  };
  CHECK(sent_as("a.jpg") == "attachment; filename=\"a.jpg\"; filename*=UTF-8''a.jpg");
  CHECK(sent_as("é 1.jpg") == "attachment; filename=\"_ 1.jpg\"; filename*=UTF-8''%C3%A9%201.jpg");
  CHECK(sent_as("a;b.jpg") == "attachment; filename=\"a;b.jpg\"; filename*=UTF-8''a%3Bb.jpg");
  CHECK(endpoint::saved_as("a\"\\/%\r\n.xml") == "attachment; filename=\"a______.xml\"; filename*=UTF-8''a%22%5C%2F%25%0D%0A.xml");
}
