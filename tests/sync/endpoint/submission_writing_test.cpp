// Submissions that scripts send, correct and complete over the management API.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "sync/endpoint/household.h"
#include "sync/protocol/headers.h"

using namespace pilotage;
using namespace pilotage::test;
using nlohmann::json;

namespace {

struct WrittenTo : Campaign {
  WrittenTo() { publish(household_form()); }
  std::string at(const std::string& path = "") const { return project() + "/forms/household/submissions" + path; }
  Answer send(const std::string& method, const std::string& path, const std::string& body) const {
    return coordinator().send(method, at(path), "application/xml", body);
  }
};

} // namespace

TEST_CASE("a script sends a response once, however often it does") {
  const WrittenTo campaign;
  const std::string xml = household(numbered_id(1), "Ann");
  for (int i = 0; i < 2; ++i) {
    const Answer answer = campaign.send("POST", "", xml);
    REQUIRE_MESSAGE(answer.status == 200, answer.body);
    CHECK(json::parse(answer.body)["instanceId"] == numbered_id(1));
  }
  CHECK(campaign.send("POST", "", household(numbered_id(1), "Other")).status == 409);
  CHECK(json::parse(campaign.coordinator().get(campaign.at()).body).size() == 1);
  CHECK(campaign.coordinator().get(campaign.at("/" + numbered_id(1) + ".xml")).body == xml);
}

TEST_CASE("what is no response to this form is refused and not stored") {
  const WrittenTo campaign;
  CHECK(campaign.send("POST", "", "").status == 400);
  CHECK(campaign.send("POST", "", "<data").status == 400);
  CHECK(campaign.send("POST", "", visit(numbered_id(1))).status == 400);
  CHECK(campaign.send("POST", "", household(numbered_id(1), std::string(sync::kMaxSubmissionXmlBytes, 'a'))).status == 413);
  CHECK(json::parse(campaign.coordinator().get(campaign.at()).body).empty());
}

TEST_CASE("a correction names the current version") {
  const WrittenTo campaign;
  REQUIRE(campaign.send("POST", "", household(numbered_id(1), "Ann")).status == 200);
  const std::string corrected = household(numbered_id(2), "Anna", "", "", numbered_id(1));
  const Answer answer = campaign.send("PUT", "/" + numbered_id(1), corrected);
  REQUIRE_MESSAGE(answer.status == 200, answer.body);
  CHECK(json::parse(answer.body)["instanceId"] == numbered_id(1));
  CHECK(json::parse(answer.body)["currentVersion"]["instanceId"] == numbered_id(2));
  CHECK(json::parse(answer.body)["reviewState"] == "edited");
  // Somebody else's correction came in between.
  const Answer late = campaign.send("PUT", "/" + numbered_id(1), household(numbered_id(3), "Anne", "", "", numbered_id(1)));
  CHECK(late.status == 409);
  CHECK(late.body.find(numbered_id(2)) != std::string::npos);
  CHECK(campaign.send("PUT", "/" + numbered_id(9), corrected).status == 404);
  CHECK(campaign.coordinator().get(campaign.at("/" + numbered_id(1) + ".xml")).body == corrected);
}

TEST_CASE("a missing file is added, and another in its place is refused") {
  const WrittenTo campaign;
  REQUIRE(campaign.send("POST", "", household(numbered_id(1), "Ann", "", "a.jpg")).status == 200);
  const std::string files = "/" + numbered_id(1) + "/attachments";
  CHECK(json::parse(campaign.coordinator().get(campaign.at(files)).body)[0]["exists"] == false);
  CHECK(campaign.send("POST", files + "/b.jpg", "bytes").status == 404);
  const std::string photo(3 << 20, 'p');
  CHECK(campaign.send("POST", files + "/a.jpg", photo).status == 200);
  CHECK(campaign.send("POST", files + "/a.jpg", photo).status == 200);
  CHECK(campaign.send("POST", files + "/a.jpg", "other").status == 409);
  CHECK(campaign.coordinator().get(campaign.at(files + "/a.jpg")).body == photo);
}

TEST_CASE("a missing file is added to a form that is closed, by those who manage it, and stands in the audit log once") {
  WrittenTo campaign;
  REQUIRE(campaign.send("POST", "", household(numbered_id(1), "Ann", "", "a.jpg")).status == 200);
  REQUIRE(campaign.send("PUT", "/" + numbered_id(1), household(numbered_id(2), "Anna", "", "b.jpg", numbered_id(1))).status == 200);
  REQUIRE(campaign.server->storage().set_form_state(1, "household", endpoint::FormState::closed));
  const std::string files = "/" + numbered_id(1) + "/attachments";
  const std::string before = json::parse(campaign.feed()).at("next");
  CHECK(campaign.send("POST", files + "/b.jpg", "photo").status == 200);
  CHECK(campaign.send("POST", files + "/b.jpg", "photo").status == 200);
  CHECK(campaign.send("POST", files + "/b.jpg", "other").status == 409);
  CHECK(campaign.send("POST", files + "/a.jpg", "photo").status == 404); // of a version that was corrected
  CHECK(campaign.coordinator().get(campaign.at(files + "/b.jpg")).body == "photo");
  CHECK(campaign.collector().send("POST", campaign.at(files + "/b.jpg"), "image/jpeg", "photo").status == 403);

  const json since = json::parse(campaign.feed("?after=" + before)).at("items"); // who has pulled is told of it
  REQUIRE(since.size() == 1);
  CHECK(since[0].at("instance_id") == numbered_id(2));
  CHECK(since.dump().find("b.jpg") != std::string::npos);

  const json entries = json::parse(campaign.coordinator().get(campaign.at("/" + numbered_id(1) + "/audits")).body);
  std::vector<json> added;
  for (const json& entry : entries)
    if (entry.at("action") == "submission.attachment.update") added.push_back(entry);
  REQUIRE(added.size() == 1);
  CHECK(added[0].at("details") == json({{"instanceId", numbered_id(2)}, {"name", "b.jpg"}}));
  CHECK(added[0].at("actorId").is_number());
}
