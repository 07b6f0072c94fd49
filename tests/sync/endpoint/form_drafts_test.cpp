// Forms as scripts written for ODK Central handle them: drafts with their files and test responses, publishing, versions, deleting; and
// what the audit log says of it.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "sync/endpoint/form_reading.h"
#include "sync/endpoint/household.h"
#include "sync/endpoint/people.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/receipt.h"

using namespace pilotage;
using namespace pilotage::test;
using nlohmann::json;

namespace {

const char* kMarkdown = "text/markdown";

std::string workbook(const std::string& version, const std::string& label = "Who?") {
  return "| survey |\n| | type | name | label |\n| | text | who | " + label +
         " |\n| | select_one_from_file towns.csv | town | Town? |\n| settings |\n| | form_title | form_id | version |\n| | Meeting | "
         "meeting | " +
         version + " |\n";
}

const std::string kTowns = "name,label\na,Aville\n";

struct Desk : Campaign {
  Desk() { add_person(*this, "root@example.org", endpoint::Role::administrator, 0); }
  std::string forms(const std::string& path = "") const { return project() + "/forms" + path; }
  Answer post(const std::string& path, const std::string& body = "", const char* type = kMarkdown) const {
    return coordinator().send("POST", forms(path), type, body);
  }
  json got(const std::string& path) const {
    const Answer answer = coordinator().get(forms(path));
    CAPTURE(answer.body);
    REQUIRE(answer.status == 200);
    return json::parse(answer.body);
  }
  std::vector<std::string> actions() const {
    const Answer audits = logged_in(*this, "root@example.org").get(server->url() + "/v1/audits?action=form");
    std::vector<std::string> names;
    for (const json& entry : json::parse(audits.body)) names.push_back(entry.at("action"));
    return names;
  }
  void publish_meeting() const {
    REQUIRE(post("?ignoreWarnings=true", workbook("1")).status == 200);
    REQUIRE(post("/meeting/draft/attachments/towns.csv", kTowns, "text/csv").status == 200);
    REQUIRE(post("/meeting/draft/publish").status == 200);
  }
};

} // namespace

TEST_CASE("a draft is made, completed, published, changed and published again") {
  const Desk desk;
  const Answer made = desk.post("?ignoreWarnings=true", workbook("1"));
  REQUIRE(made.status == 200);
  CHECK(json::parse(made.body).at("publishedAt") == nullptr);
  CHECK(json::parse(made.body).at("draftToken").get<std::string>().size() > 40);
  CHECK(desk.post("?ignoreWarnings=true", workbook("1")).status == 409);
  CHECK(desk.got("").size() == 2);
  CHECK(json::parse(desk.collector().get(desk.forms()).body).size() == 1); // laptops see what is published
  CHECK(desk.collector().get(desk.forms("/meeting")).status == 404);
  CHECK(desk.got("/meeting").at("publishedAt") == nullptr);

  CHECK(desk.got("/meeting/draft/attachments")[0].at("exists") == false);
  const Answer incomplete = desk.post("/meeting/draft/publish");
  CHECK(incomplete.status == 400);
  CHECK(incomplete.body.find("towns.csv") != std::string::npos);
  CHECK(desk.post("/meeting/draft/attachments/other.csv", kTowns, "text/csv").status == 404);
  REQUIRE(desk.post("/meeting/draft/attachments/towns.csv", kTowns, "text/csv").status == 200);
  CHECK(desk.got("/meeting/draft/attachments")[0].at("exists") == true);
  CHECK(desk.coordinator().get(desk.forms("/meeting/draft/attachments/towns.csv")).body == kTowns);
  REQUIRE(desk.post("/meeting/draft/publish").status == 200);
  CHECK(desk.coordinator().get(desk.forms("/meeting/draft")).status == 404);
  CHECK(desk.got("/meeting").at("version") == "1");
  CHECK(desk.collector().get(desk.forms("/meeting/attachments/towns.csv")).body == kTowns);
  CHECK(desk.got("/meeting/attachments")[0].at("name") == "towns.csv");

  // The next draft has the files of the version before.
  REQUIRE(desk.post("/meeting/draft?ignoreWarnings=true", workbook("2", "Who is it?")).status == 200);
  CHECK(desk.got("/meeting/draft/attachments")[0].at("exists") == true);
  REQUIRE(desk.post("/meeting/draft/publish").status == 200);
  const json versions = desk.got("/meeting/versions");
  REQUIRE(versions.size() == 2);
  CHECK(versions[0].at("version") == "2");
  CHECK(desk.coordinator().get(desk.forms("/meeting/versions/1.xml")).body.find("Who?") != std::string::npos);
  CHECK(desk.got("/meeting/versions/1/attachments").size() == 1);
  CHECK(desk.coordinator().get(desk.forms("/meeting/versions/1/attachments/towns.csv")).body == kTowns);
  CHECK(desk.coordinator().get(desk.forms("/meeting/versions/3")).status == 404);
  CHECK(desk.actions() == std::vector<std::string>{"form.update.publish", "form.update.draft.set", "form.update.publish",
                                                   "form.attachment.update", "form.create"});
}

TEST_CASE("the questions of a draft, of each version and of the version that was published last") {
  const Desk desk;
  desk.publish_meeting();
  REQUIRE(desk.post("/meeting/draft?ignoreWarnings=true",
                    "| survey |\n| | type | name | label |\n| | integer | age | Age? |\n"
                    "| settings |\n| | form_title | form_id | version |\n| | Meeting | meeting | 2 |\n")
              .status == 200);
  const auto questions = [&](const std::string& path) {
    std::string names;
    for (const json& field : desk.got("/meeting" + path)) names += field.at("path").get<std::string>() + " ";
    return names;
  };
  CHECK(questions("/draft/fields").starts_with("/age "));
  CHECK(questions("/fields").starts_with("/who /town "));
  REQUIRE(desk.post("/meeting/draft/publish").status == 200);
  CHECK(questions("/fields").starts_with("/age "));
  CHECK(questions("/versions/1/fields").starts_with("/who /town "));
  CHECK(questions("/versions/2/fields").starts_with("/age "));
  CHECK(desk.coordinator().get(desk.forms("/meeting/draft/fields")).status == 404);
  CHECK(desk.coordinator().get(desk.forms("/meeting/versions/3/fields")).status == 404);
}

TEST_CASE("a draft of what is published needs no body, and is published under the version that the address gives") {
  const Desk desk;
  desk.publish_meeting();
  REQUIRE(desk.post("/meeting/draft").status == 200);
  CHECK(desk.post("/meeting/draft/publish?version=2%20%22b%22").status == 200);
  CHECK(desk.got("/meeting").at("version") == "2 \"b\"");
  CHECK(desk.coordinator().get(desk.forms("/meeting.xml")).body.find("version=\"2 &quot;b&quot;\"") != std::string::npos);
  REQUIRE(desk.post("/meeting/draft?ignoreWarnings=true", workbook("1", "Another content")).status == 200);
  CHECK(desk.post("/meeting/draft/publish").status == 409); // version 1 is another one
  CHECK(desk.post("/meeting/draft", workbook("5").replace(workbook("5").rfind("meeting"), 7, "another")).status == 400);
  CHECK(desk.post("/nothing/draft", workbook("5")).status == 404);
  CHECK(desk.coordinator().send("DELETE", desk.forms("/meeting/draft"), kMarkdown, "").status == 200);
  CHECK(desk.coordinator().send("DELETE", desk.forms("/meeting/draft"), kMarkdown, "").status == 404);
}

TEST_CASE("another version goes into the form's own tag, whatever stands around it") {
  const std::string before = "<h:html xmlns:h=\"h\"><h:head><model><instance><data a=\"x>y version='0'\" id='v'";
  const std::string behind = "><a/></data></instance></model></h:head></h:html>";
  CHECK(*endpoint::with_version(before + " version = '1'" + behind, "2") == before + " version=\"2\"" + behind);
  CHECK(*endpoint::with_version(before + behind, "2") == before + " version=\"2\"" + behind);
  CHECK(*endpoint::with_version("<h:html xmlns:h=\"h\"><model><instance><d version=\"\"/></instance></model></h:html>", "a<b") ==
        "<h:html xmlns:h=\"h\"><model><instance><d version=\"a&lt;b\"/></instance></model></h:html>");
  CHECK_FALSE(endpoint::with_version("<a/>", "2"));
}

TEST_CASE("warnings hold a workbook back until they are meant so") {
  const Desk desk;
  const std::string odd =
      "| survey |\n| | type | name | label | relevance |\n| | text | a | A | |\n| | text | b | B | ${a} = \u2018x\u2019 |\n"
      "| settings |\n| | form_title | form_id | version |\n| | Odd | odd | 1 |\n";
  const Answer warned = desk.post("?publish=true", odd);
  CAPTURE(warned.body);
  REQUIRE(warned.status == 400);
  CHECK(json::parse(warned.body).at("code") == 400.16);
  CHECK(json::parse(warned.body).at("details").at("warnings").at("xlsFormWarnings").size() >= 1);
  CHECK(desk.coordinator().get(desk.forms("/odd")).status == 404);
  CHECK(desk.post("?publish=true&ignoreWarnings=true", odd).status == 200);
}

TEST_CASE("a form that is deleted is gone from lists and takes nothing; published again it has its responses") {
  const Desk desk;
  REQUIRE(desk.Campaign::post(MultipartText().xml(visit(numbered_id(1)))).status == 201);
  CHECK(desk.coordinator().send("DELETE", desk.forms("/visit"), kMarkdown, "").status == 200);
  CHECK(desk.coordinator().send("DELETE", desk.forms("/visit"), kMarkdown, "").status == 404);
  CHECK(desk.got("").empty());
  CHECK(desk.Campaign::post(MultipartText().xml(visit(numbered_id(2)))).status == 404);
  CHECK(desk.coordinator().get(desk.forms("/visit/submissions")).status == 404);
  CHECK(desk.actions() == std::vector<std::string>{"form.delete"});
  REQUIRE(desk.server->storage().publish_form(visit_form()));
  CHECK(desk.got("/visit/submissions").size() == 1);
}

TEST_CASE("a draft can be tried with ODK Collect, by its own token, and what is sent goes with it") {
  const Desk desk;
  REQUIRE(desk.post("", kHouseholdForm, "application/xml").status == 200);
  const std::string token = desk.got("/household/draft").at("draftToken");
  const std::string draft = desk.server->url() + "/v1/test/" + token + "/projects/1/forms/household/draft";
  HttpClient phone = desk.stranger();
  const Answer list = phone.get(draft + "/formList");
  REQUIRE(list.status == 200);
  CHECK(list.body.find(draft + ".xml") != std::string::npos);
  CHECK(list.body.find("visit") == std::string::npos);
  CHECK(phone.get(draft + ".xml").body == kHouseholdForm);
  CHECK(phone.head(draft + "/submission").status == 204);
  const auto send = [&](const MultipartText& body) {
    return phone.send("POST", draft + "/submission", body.content_type(), body.text()).status;
  };
  const MultipartText first = MultipartText().xml(household(numbered_id(1), "Ann", "", "a.jpg")).file("a.jpg", "photo");
  CHECK(send(first) == 201);
  CHECK(send(first) == 201);
  CHECK(send(MultipartText().xml(household(numbered_id(1), "Bob"))) == 409);
  CHECK(send(MultipartText().xml(visit(numbered_id(2)))) == 404);
  CHECK(send(MultipartText().xml("<data")) == 400);
  const json sent = desk.got("/household/draft/submissions");
  REQUIRE(sent.size() == 1);
  CHECK(desk.coordinator().get(desk.forms("/household/draft/submissions/" + numbered_id(1) + ".xml")).body ==
        household(numbered_id(1), "Ann", "", "a.jpg"));

  // Nothing else opens with it, and it opens no other form.
  CHECK(phone.get(desk.server->url() + "/v1/test/" + token + "/projects/1/forms/visit/draft.xml").status == 403);
  CHECK(phone.get(desk.server->url() + "/v1/key/" + token + "/projects/1/formList").status == 403);
  CHECK(desk.collector().get(desk.forms("/household/draft")).status == 403);

  REQUIRE(desk.post("/household/draft/publish").status == 200);
  CHECK(phone.get(draft + "/formList").status == 403);
  CHECK(desk.got("/household/submissions").empty());
}

TEST_CASE("a test response in several posts: each is told what is there, and other bytes are refused") {
  const Desk desk;
  REQUIRE(desk.post("", kHouseholdForm, "application/xml").status == 200);
  const std::string token = desk.got("/household/draft").at("draftToken");
  const std::string draft = desk.server->url() + "/v1/test/" + token + "/projects/1/forms/household/draft";
  HttpClient phone = desk.stranger();
  const std::string xml = household(numbered_id(1), "Ann", "", "a.jpg");
  const auto send = [&](const MultipartText& body) { return phone.send("POST", draft + "/submission", body.content_type(), body.text()); };
  const auto files_in_receipt = [](const Answer& answer) {
    const auto receipt = sync::read_receipt(answer.header("x-pilotage-receipt"));
    return receipt ? receipt->attachments : 1000;
  };
  const Answer first = send(MultipartText().xml(xml).field("*isIncomplete*", "yes"));
  CHECK(first.status == 201);
  CHECK(first.body.find("Still to come: a.jpg") != std::string::npos);
  CHECK(files_in_receipt(first) == 0);
  const Answer second = send(MultipartText().xml(xml).file("a.jpg", "photo"));
  CHECK(second.status == 201);
  CHECK(second.body.find("Still to come") == std::string::npos);
  CHECK(files_in_receipt(second) == 1);
  const Answer third = send(MultipartText().xml(xml)); // its photo is there
  CHECK(third.status == 201);
  CHECK(third.body.find("Still to come") == std::string::npos);
  CHECK(files_in_receipt(third) == 1);
  CHECK(send(MultipartText().xml(xml).file("a.jpg", "photo")).status == 201);
  CHECK(send(MultipartText().xml(xml).file("a.jpg", "another photo")).status == 409);
  CHECK(desk.server->storage().draft_submissions(1, "household")->front().files.front().sha256 == sync::sha256_hex("photo"));

  const Answer surplus = send(MultipartText().xml(xml).file("deleted.jpg", "leftover"));
  CHECK(surplus.status == 201);
  CHECK(surplus.body.find("deleted.jpg") != std::string::npos);
  CHECK(files_in_receipt(surplus) == 2);
}

TEST_CASE("a draft announces what there is under its address, and no more") {
  const Desk desk;
  REQUIRE(desk.post("", kHouseholdForm, "application/xml").status == 200);
  const std::string token = desk.got("/household/draft").at("draftToken");
  const std::string draft = desk.server->url() + "/v1/test/" + token + "/projects/1/forms/household/draft";
  CHECK(desk.stranger().head(draft + "/submission").header("x-pilotage-extensions") == "receipt");
}
