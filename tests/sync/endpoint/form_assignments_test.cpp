// App users that have single forms of their project, by whatever way they ask; and projects that go and come back.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "sync/endpoint/household.h"
#include "sync/endpoint/people.h"
#include "sync/protocol/base64.h"
#include "sync/protocol/batch.h"
#include "sync/protocol/content_hash.h"

using namespace pilotage;
using namespace pilotage::test;
using endpoint::Role;
using nlohmann::json;

namespace {

// Two forms, "visit" and "household", and an app user.
struct TwoForms : Campaign {
  TwoForms() {
    publish(household_form());
    const json user = json::parse(coordinator().send("POST", project() + "/app-users", kJson, R"({"displayName":"Phone"})").body);
    phone_id = std::to_string(user.at("id").get<int>());
    phone_token = user.at("token");
  }
  HttpClient phone() const {
    HttpClient client = stranger();
    client.headers = {"X-OpenRosa-Version: 1.0", "Authorization: Bearer " + phone_token};
    return client;
  }
  std::string assignment(const std::string& form, const std::string& role = "app-user") const {
    return project() + "/forms/" + form + "/assignments/" + role + "/" + phone_id;
  }
  int assign(const std::string& form, const std::string& role = "app-user") const {
    return coordinator().send("POST", assignment(form, role), kJson, "").status;
  }
  int withdraw(const std::string& form) const { return coordinator().send("DELETE", assignment(form), kJson, "").status; }
  json got(const std::string& path) const {
    const Answer answer = coordinator().get(project() + path);
    CAPTURE(answer.body);
    REQUIRE(answer.status == 200);
    return json::parse(answer.body);
  }
  int posted(const std::string& xml) const {
    const MultipartText body = MultipartText().xml(xml);
    return phone().send("POST", submission(), body.content_type(), body.text()).status;
  }
  // Beginning the upload of the photo that this response names.
  int begun_upload(const std::string& instance_id, const std::string& xml) const {
    HttpClient client = phone();
    std::string metadata = "Upload-Metadata: formID " + sync::base64("household");
    for (const auto& [key, value] : {std::pair<std::string, std::string>{"instanceID", instance_id},
                                     {"submission", sync::sha256_hex(xml)},
                                     {"filename", "a.jpg"},
                                     {"sha256", sync::sha256_hex("photo")}})
      metadata += "," + key + " " + sync::base64(value);
    client.headers.insert(client.headers.end(), {"Tus-Resumable: 1.0.0", "Upload-Length: 5", metadata});
    return client.send("POST", project() + "/uploads", "", "").status;
  }
  std::string phone_id;
  std::string phone_token;
};

bool lists(const Answer& list, const std::string& form) { return list.body.find("<formID>" + form + "<") != std::string::npos; }

} // namespace

TEST_CASE("an app user whom no form is assigned to has all of the project") {
  const TwoForms campaign;
  const Answer list = campaign.phone().get(campaign.project() + "/formList");
  CHECK(lists(list, "visit"));
  CHECK(lists(list, "household"));
  CHECK(campaign.posted(visit(numbered_id(1))) == 201);
  CHECK(campaign.posted(household(numbered_id(2), "Ann")) == 201);
}

TEST_CASE("with one form assigned an app user has this one alone, by whatever way it asks") {
  const TwoForms campaign;
  const std::string sent_before = household(numbered_id(1), "Ann", "", "a.jpg");
  REQUIRE(campaign.posted(sent_before) == 201);
  CHECK(campaign.begun_upload(numbered_id(1), sent_before) == 201);
  CHECK(campaign.assign("visit", "2") == 200); // Central's number of the role
  HttpClient phone = campaign.phone();
  const Answer list = phone.get(campaign.project() + "/formList");
  CHECK(lists(list, "visit"));
  CHECK_FALSE(lists(list, "household"));
  CHECK(json::parse(phone.get(campaign.project() + "/forms").body).size() == 1);
  for (const char* path : {"/forms/household", "/forms/household.xml", "/forms/household/manifest", "/forms/household/attachments/a.csv",
                           "/forms/household/fields", "/forms/household/versions", "/forms/household/attachments"}) {
    const Answer refused = phone.get(campaign.project() + path);
    CHECK_MESSAGE(refused.status == 404, path);
    CHECK_MESSAGE(refused.body.find("not assigned to this app user") != std::string::npos, path);
  }
  CHECK(phone.get(campaign.project() + "/forms/visit.xml").status == 200);

  // 404 and no 403: the laptop puts this response aside, and goes on with the others.
  CHECK(campaign.posted(household(numbered_id(2), "Bo")) == 404);
  CHECK(campaign.posted(visit(numbered_id(3))) == 201);
  CHECK(campaign.begun_upload(numbered_id(1), sent_before) == 404);
  CHECK(
      phone.send("POST", campaign.project() + "/forms/household/submissions", "application/xml", household(numbered_id(4), "Bo")).status ==
      404);
  const auto batch = sync::write_batch(std::vector<sync::BatchItem>{{.instance_id = numbered_id(5), .xml = household(numbered_id(5), "Bo")},
                                                                    {.instance_id = numbered_id(6), .xml = visit(numbered_id(6))}});
  const Answer sent = phone.send("POST", campaign.project() + "/batch", sync::kBatchContentType, *batch);
  const auto outcomes = sync::read_batch_answer(sent.body);
  REQUIRE(outcomes);
  CHECK(outcomes->at(0).status == 404);
  CHECK(outcomes->at(1).status == 201);
}

TEST_CASE("the last form that is withdrawn leaves none, not all") {
  const TwoForms campaign;
  REQUIRE(campaign.assign("visit") == 200);
  CHECK(campaign.withdraw("visit") == 200);
  CHECK(campaign.withdraw("visit") == 404);
  CHECK_FALSE(lists(campaign.phone().get(campaign.project() + "/formList"), "visit"));
  CHECK(campaign.posted(visit(numbered_id(1))) == 404);
  CHECK(campaign.assign("visit") == 200);
  CHECK(campaign.posted(visit(numbered_id(1))) == 201);
}

TEST_CASE("assignments of forms are listed as Central does, and stand in the audit log") {
  TwoForms campaign;
  REQUIRE(campaign.assign("visit") == 200);
  CHECK(campaign.assign("visit") == 409);
  CHECK(campaign.assign("visit", "formfill") == 400);
  CHECK(campaign.assign("visit", "captain") == 404);
  CHECK(campaign.assign("nothing") == 404);
  CHECK(campaign.coordinator().send("POST", campaign.project() + "/forms/visit/assignments/app-user/9999", kJson, "").status == 404);
  const int phone = std::stoi(campaign.phone_id);
  CHECK(campaign.got("/forms/visit/assignments") == json{{{"actorId", phone}, {"roleId", 2}}});
  CHECK(campaign.got("/forms/visit/assignments/app-user")[0].at("displayName") == "Phone");
  CHECK(campaign.got("/forms/visit/assignments/manager").empty());
  CHECK(campaign.got("/forms/household/assignments").empty());
  CHECK(campaign.got("/assignments/forms") == json{{{"actorId", phone}, {"xmlFormId", "visit"}, {"roleId", 2}}});
  CHECK(campaign.got("/assignments/forms/2").size() == 1);
  CHECK(campaign.got("/assignments/forms/viewer").empty());
  CHECK(campaign.got("/assignments/app-user").empty()); // nobody has it in a whole project
  CHECK(campaign.coordinator().get(campaign.project() + "/assignments/forms/captain").status == 404);
  REQUIRE(campaign.withdraw("visit") == 200);
  add_person(campaign, "root@example.org", Role::administrator, 0);
  const json audits = json::parse(logged_in(campaign, "root@example.org").get(campaign.server->url() + "/v1/audits?action=field_key").body);
  REQUIRE(audits.size() == 3);
  CHECK(audits[0].at("action") == "field_key.assignment.delete");
  CHECK(audits[1].at("action") == "field_key.assignment.create");
  CHECK(audits[1].at("details").at("xmlFormId") == "visit");
}

TEST_CASE("a project is described and archived; deleted it is nowhere, restored it is all there") {
  TwoForms campaign;
  REQUIRE(campaign.posted(visit(numbered_id(1))) == 201);
  add_person(campaign, "root@example.org", Role::administrator, 0);
  HttpClient root = logged_in(campaign, "root@example.org");
  HttpClient manager = campaign.coordinator();
  const std::string url = campaign.project();
  const auto patched = [&](const std::string& body) { return manager.send("PATCH", url, kJson, body); };
  const json archived = json::parse(patched(R"({"archived":true,"description":"Second round"})").body);
  CHECK(archived.at("archived") == true);
  CHECK(archived.at("description") == "Second round");
  CHECK(archived.at("name") == "Pilot"); // what is not named stays
  CHECK_FALSE(archived.at("updatedAt").is_null());
  CHECK(json::parse(patched(R"({"archived":null,"description":null})").body).at("archived") == false);
  for (const char* wrong : {"[]", R"({"name":7})", R"({"name":""})", R"({"name":null})", R"({"archived":"yes"})", R"({"description":1})"})
    CHECK_MESSAGE(patched(wrong).status == 400, wrong);

  CHECK(campaign.phone().send("DELETE", url, kJson, "").status == 403);
  CHECK(manager.send("DELETE", url, kJson, "").status == 200);
  CHECK(campaign.phone().get(url + "/formList").status == 401); // the token is of nothing now
  CHECK(manager.get(url).status == 401);
  CHECK(root.get(url).status == 404);
  CHECK(json::parse(root.get(campaign.server->url() + "/v1/projects").body).empty());
  CHECK(json::parse(root.get(campaign.server->url() + "/v1/projects?deleted=true").body)[0].at("id") == 1);
  CHECK(root.send("POST", url + "x/restore", kJson, "").status == 404); // "1x" is not 1
  CHECK(root.send("POST", url + "/restore", kJson, "").status == 200);
  CHECK(root.send("POST", url + "/restore", kJson, "").status == 404);
  CHECK(campaign.phone().get(url + "/formList").status == 200);
  CHECK(campaign.got("/forms/visit/submissions").size() == 1);
  CHECK(json::parse(root.get(url).body).at("name") == "Pilot");
  CHECK(manager.send("POST", url + "/restore", kJson, "").status == 403);
  CHECK(manager.get(campaign.server->url() + "/v1/projects?deleted=true").status == 403);
  const json audits = json::parse(root.get(campaign.server->url() + "/v1/audits?action=project").body);
  REQUIRE(audits.size() == 4);
  CHECK(audits[0].at("action") == "project.restore");
  CHECK(audits[1].at("action") == "project.delete");
}
