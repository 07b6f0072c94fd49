// What the well-known scripts for ODK Central ask, as they write it, and what they read of the answers: pyODK (Python, which writes its
// switches "True") and ruODK (R, which sends empty parameters, exports by POST and always wants extended metadata).
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/endpoint/household.h"
#include "sync/endpoint/people.h"

using namespace pilotage;
using namespace pilotage::test;
using endpoint::Role;
using nlohmann::json;

namespace {

// A workbook without a form id, and with a file beside it.
const std::string kTownsForm =
    "| survey |\n| | type | name | label |\n| | text | who | Who? |\n| | select_one_from_file towns.csv | town | "
    "Town? |\n| settings |\n| | form_title | version |\n| | Meeting | 1 |\n";

struct Scripted : Campaign {
  Scripted() {
    publish(household_form());
    add_person(*this, "max@example.org", Role::coordinator, 1);
  }
  HttpClient script(const std::vector<std::string>& headers = {}) const {
    HttpClient client = with_basic(*this, "max@example.org");
    client.headers.insert(client.headers.end(), headers.begin(), headers.end());
    return client;
  }
  HttpClient extended() const { return script({"X-Extended-Metadata: true"}); }
  std::string form(const std::string& path = "") const { return project() + "/forms/household" + path; }
  static json good(const Answer& answer) {
    CAPTURE(answer.body);
    REQUIRE(answer.status == 200);
    return json::parse(answer.body);
  }
};

bool has_all(const json& object, const std::vector<std::string>& names) {
  return std::ranges::all_of(names, [&](const std::string& name) {
    CHECK_MESSAGE(object.contains(name), name << " is missing in " << object.dump());
    return object.contains(name);
  });
}

std::size_t lines(const std::string& text) { return static_cast<std::size_t>(std::ranges::count(text, '\n')); }

} // namespace

TEST_CASE("pyODK: a form is made under the id that the script gives, completed, published and changed") {
  const Scripted campaign;
  HttpClient upload = campaign.script({"X-XlsForm-FormId-Fallback: %C3%A9tat%20des%20lieux"});
  const Answer made = upload.send("POST", campaign.project() + "/forms?ignoreWarnings=True&publish=False", "text/markdown", kTownsForm);
  const json form = campaign.good(made);
  CHECK(form.at("xmlFormId") == "état des lieux");
  CHECK(form.at("publishedAt") == nullptr);
  has_all(form,
          {"projectId", "xmlFormId", "version", "hash", "state", "createdAt", "name", "enketoId", "keyId", "updatedAt", "publishedAt"});
  HttpClient script = campaign.script();
  const std::string url = campaign.project() + "/forms/%C3%A9tat%20des%20lieux";
  const json file = campaign.good(script.send("POST", url + "/draft/attachments/towns.csv", "text/csv", "name,label\na,A\n"));
  CHECK(file.at("success") == true); // what earlier versions of pyODK read
  CHECK(file.at("exists") == true);  // and later ones
  CHECK(campaign.good(script.send("POST", url + "/draft/publish", "", "")).at("success") == true);
  CHECK(campaign.good(script.send("POST", url + "/draft", "", "")).at("success") == true); // the published one again, as a draft
  CHECK(campaign.good(script.send("POST", url + "/draft/publish?version=2026-01-01T10%3A00%3A00.5", "", "")).at("success") == true);
  CHECK(campaign.good(script.get(url)).at("version") == "2026-01-01T10:00:00.5");

  // The codes by which a script decides to update instead of to create, or to give another version.
  const Answer twice = upload.send("POST", campaign.project() + "/forms?ignoreWarnings=True", "text/markdown", kTownsForm);
  CHECK(json::parse(twice.body).at("code") == 409.3);
  std::string changed = kTownsForm;
  changed.replace(changed.find("Who?"), 4, "Whom?");
  REQUIRE(upload.send("POST", url + "/draft?ignoreWarnings=True", "text/markdown", changed).status == 200);
  const Answer again = script.send("POST", url + "/draft/publish?version=1", "", "");
  CHECK(again.status == 409);
  CHECK(json::parse(again.body).at("code") == 409.6);
  CHECK(json::parse(script.get(campaign.project() + "/forms/none").body).at("code") == 404.1);
  CHECK(json::parse(script.get(campaign.project() + "/forms/none.xml").body).at("code") == 404.1);
}

TEST_CASE("pyODK: a draft that was never published is not dropped, with Central's code") {
  const Scripted campaign;
  HttpClient upload = campaign.script({"X-XlsForm-FormId-Fallback: meeting"});
  REQUIRE(upload.send("POST", campaign.project() + "/forms?ignoreWarnings=TRUE", "text/markdown", kTownsForm).status == 200);
  CHECK(json::parse(upload.send("DELETE", campaign.project() + "/forms/meeting/draft", "", "").body).at("code") == 409.7);
}

TEST_CASE("pyODK: submissions are sent, corrected, reviewed and read") {
  const Scripted campaign;
  HttpClient script = campaign.script();
  const json made = campaign.good(
      script.send("POST", campaign.form("/submissions?deviceID=desk%207"), "application/xml", household(numbered_id(1), "Ann")));
  has_all(made, {"instanceId", "submitterId", "createdAt", "deviceId", "reviewState", "updatedAt"});
  CHECK(made.at("deviceId") == "desk 7");
  CHECK(made.at("submitterId").is_number());
  CHECK(campaign.good(script.get(campaign.form("/submissions/" + numbered_id(1) + "/attachments"))) == json::array());
  const std::string one = campaign.form("/submissions/" + numbered_id(1));
  campaign.good(script.send("PUT", one, "application/xml", household(numbered_id(2), "Anna", "", "", numbered_id(1))));
  campaign.good(script.send("PATCH", one, kJson, R"({"reviewState": "hasIssues"})"));
  const json comment = campaign.good(script.send("POST", one + "/comments", kJson, R"({"body": "Which Anna?"})"));
  has_all(comment, {"body", "actorId", "createdAt"});
  CHECK(campaign.good(script.get(one + "/comments")).size() == 1);
  CHECK(campaign.good(script.get(campaign.form("/submissions"))).size() == 1);

  const json table = campaign.good(script.get(campaign.form(".svc/Submissions?%24top=1&%24skip=0&%24count=True&%24wkt=False&%24expand=*")));
  CHECK(table.at("@odata.count") == 1);
  CHECK(table.at("value")[0].at("head") == "Anna");
}

TEST_CASE("pyODK: app users are made and get their forms") {
  const Scripted campaign;
  HttpClient script = campaign.script();
  const json user = campaign.good(script.send("POST", campaign.project() + "/app-users", kJson, R"({"displayName": "Phone"})"));
  has_all(user, {"projectId", "id", "displayName", "createdAt", "type", "token", "updatedAt", "deletedAt"});
  const std::string id = std::to_string(user.at("id").get<int>());
  CHECK(campaign.good(script.send("POST", campaign.form("/assignments/2/" + id), "", "")).at("success") == true);
  has_all(campaign.good(script.get(campaign.project() + "/app-users"))[0], {"token", "updatedAt", "deletedAt"});
  const json roles = campaign.good(script.get(campaign.server->url() + "/v1/roles"));
  const auto app_user = std::ranges::find_if(roles, [](const json& role) { return role.at("name") == "App User"; });
  REQUIRE(app_user != roles.end());
  CHECK(app_user->at("id") == 2);
  has_all(*app_user, {"system", "verbs", "createdAt", "updatedAt"});
}

TEST_CASE("ruODK: projects and forms with extended metadata") {
  const Scripted campaign;
  REQUIRE(campaign.post(MultipartText().xml(household(numbered_id(1), "Ann"))).status == 201);
  HttpClient plain = campaign.script();
  CHECK_FALSE(campaign.good(plain.get(campaign.server->url() + "/v1/projects"))[0].contains("appUsers"));
  HttpClient script = campaign.extended();
  const json project = campaign.good(script.get(campaign.server->url() + "/v1/projects"))[0];
  CHECK(project.at("forms") == 2);
  CHECK(project.at("appUsers") == 1);
  CHECK(project.at("lastSubmission").is_string());
  const json one = campaign.good(script.get(campaign.project()));
  CHECK(one.at("forms") == 2);
  CHECK(std::ranges::find(one.at("verbs"), "form.create") != one.at("verbs").end());
  CHECK(std::ranges::find(one.at("verbs"), "user.create") == one.at("verbs").end());

  REQUIRE(plain
              .send("POST", campaign.project() + "/forms?ignoreWarnings=true", "text/markdown",
                    "| survey |\n| | type | name | label |\n| | text | who | Who? |\n| settings |\n| | form_id |\n| | made |\n")
              .status == 200);
  const json forms = campaign.good(script.get(campaign.project() + "/forms"));
  REQUIRE(forms.size() == 3);
  for (const json& form : forms) {
    CHECK(form.at("createdBy").at("id").is_number());
    CHECK(form.at("createdBy").at("displayName").is_string());
    CHECK(form.at("submissions").is_number());
  }
  CHECK(forms[0].at("lastSubmission").is_string());
  CHECK(forms[0].at("reviewStates") == json{{"received", 1}, {"hasIssues", 0}, {"edited", 0}});
  CHECK(forms[2].at("reviewStates") == json{{"received", 0}, {"hasIssues", 0}, {"edited", 0}}); // a draft
  CHECK_FALSE(campaign.good(plain.get(campaign.project() + "/forms"))[0].contains("reviewStates"));
  CHECK(forms[0].at("createdBy").at("id") == 0); // published at the command line
  CHECK(forms[2].at("createdBy").at("displayName") == "max");
  CHECK(campaign.good(script.send("POST", campaign.project() + "/forms/made/draft/publish", "", "")).at("success") == true);
  CHECK(campaign.good(script.get(campaign.project() + "/forms/made")).at("createdBy").at("displayName") == "max");
  CHECK(campaign.good(script.get(campaign.project() + "/forms/made/versions"))[0].at("publishedBy").at("displayName") == "max");
  CHECK(campaign.good(script.get(campaign.project() + "/forms?deleted=true")).empty());

  const json with_forms = campaign.good(plain.get(campaign.server->url() + "/v1/projects?forms=true"))[0];
  CHECK(with_forms.at("formList").size() == 3);
  CHECK_FALSE(with_forms.at("verbs").empty());
  const json me = campaign.good(script.get(campaign.server->url() + "/v1/users/current"));
  CHECK(me.at("verbs").empty()); // on the whole server: nothing
  CHECK_FALSE(campaign.good(plain.get(campaign.server->url() + "/v1/users/current")).contains("verbs"));
}

TEST_CASE("ruODK: how many responses of a form wait for somebody, and when an app user sent last") {
  const Scripted campaign;
  HttpClient script = campaign.extended();
  const auto phone = [&] { return campaign.good(script.get(campaign.project() + "/app-users"))[0]; };
  CHECK(phone().at("lastUsed") == nullptr);
  CHECK_FALSE(campaign.good(campaign.script().get(campaign.project() + "/app-users"))[0].contains("lastUsed"));
  for (int i = 1; i <= 4; ++i) REQUIRE(campaign.post(MultipartText().xml(household(numbered_id(i), "Ann"))).status == 201);
  const json newest = campaign.good(script.get(campaign.form("/submissions")))[0];
  CHECK(phone().at("lastUsed") == newest.at("createdAt"));

  for (const auto& [number, state] : {std::pair{1, "hasIssues"}, {2, "approved"}})
    campaign.good(script.send("PATCH", campaign.form("/submissions/" + numbered_id(number)), kJson, json{{"reviewState", state}}.dump()));
  REQUIRE(campaign.post(MultipartText().xml(household(numbered_id(5), "Anna", "", "", numbered_id(3)))).status == 201);
  CHECK(campaign.good(script.get(campaign.form())).at("reviewStates") == json{{"received", 1}, {"hasIssues", 1}, {"edited", 1}});
  // Those who may not read responses are not told how many there are.
  HttpClient collector = campaign.collector();
  collector.headers.emplace_back("X-Extended-Metadata: true");
  CHECK_FALSE(campaign.good(collector.get(campaign.form())).contains("reviewStates"));
}

TEST_CASE("ruODK: exports by POST, tables with empty parameters, and keys that there are none of") {
  const Scripted campaign;
  REQUIRE(campaign.post(MultipartText().xml(household(numbered_id(1), "Ann"))).status == 201);
  HttpClient script = campaign.script();
  CHECK(campaign.good(script.get(campaign.form("/submissions/keys"))) == json::array());
  const Answer csv = script.send("POST", campaign.form("/submissions.csv"), "", "");
  CHECK(csv.status == 200);
  CHECK(csv.body == script.get(campaign.form("/submissions.csv")).body);
  CHECK(lines(csv.body) == 2);
  CHECK(script.send("POST", campaign.form("/submissions.csv.zip?attachments=false"), "", "").body.starts_with("PK"));
  CHECK(campaign.good(script.get(campaign.form(".svc/Submissions?$skip=&$top=&$count=false&$wkt=false"))).at("value").size() == 1);
  const json senders = campaign.good(script.get(campaign.form("/submissions/submitters")));
  REQUIRE(senders.size() == 1);
  CHECK(senders[0].at("displayName") == "Laptop 7");
}

TEST_CASE("an export takes $filter, and brings the attachments of what it lets through") {
  const Scripted campaign;
  REQUIRE(campaign.post(MultipartText().xml(household(numbered_id(1), "Ann", "", "a.jpg")).file("a.jpg", "first")).status == 201);
  REQUIRE(campaign.post(MultipartText().xml(household(numbered_id(2), "Bo", "", "b.jpg")).file("b.jpg", "second")).status == 201);
  HttpClient script = campaign.script();
  REQUIRE(script.send("PATCH", campaign.form("/submissions/" + numbered_id(1)), kJson, R"({"reviewState": "approved"})").status == 200);
  const std::string filter = "%24filter=__system%2FreviewState%20eq%20%27approved%27";
  const std::string csv = script.get(campaign.form("/submissions.csv?") + filter).body;
  CHECK(lines(csv) == 2);
  CHECK(csv.find("Ann") != std::string::npos);
  const std::string zip = script.get(campaign.form("/submissions.csv.zip?") + filter).body;
  CHECK(zip.find("media/a.jpg") != std::string::npos);
  CHECK(zip.find("media/b.jpg") == std::string::npos);
  const Answer wrong = script.get(campaign.form("/submissions.csv?%24filter=head%20eq%20%27Ann%27"));
  CHECK(wrong.status == 501);
  CHECK(json::parse(wrong.body).at("code") == 501.1);
}

TEST_CASE("what became of a submission, and what its correction changed") {
  const Scripted campaign;
  const std::string person = "<person><name>Al</name></person><person><name>Ed</name></person>";
  const std::string other = "<person><name>Al</name></person><person><name>Eddy</name></person><person><name>Jo</name></person>";
  REQUIRE(campaign.post(MultipartText().xml(household(numbered_id(1), "Ann", person))).status == 201);
  HttpClient script = campaign.script();
  const std::string one = campaign.form("/submissions/" + numbered_id(1));
  CHECK(campaign.good(script.get(one + "/diffs")) == json::object());
  REQUIRE(script.send("PUT", one, "application/xml", household(numbered_id(2), "Ann", other, "", numbered_id(1))).status == 200);
  REQUIRE(script.send("PATCH", one, kJson, R"({"reviewState": "approved"})").status == 200);

  json changes = campaign.good(script.get(one + "/diffs")).at(numbered_id(2));
  const auto of = [&](const json& path) {
    const auto found = std::ranges::find_if(changes, [&](const json& change) { return change.at("path") == path; });
    return found == changes.end() ? json() : *found;
  };
  const json renamed = of(json::array({"home", json::array({"person", 1}), "name"}));
  REQUIRE(renamed.is_object());
  CHECK(renamed.at("old") == "Ed");
  CHECK(renamed.at("new") == "Eddy");
  CHECK(of(json::array({"home", json::array({"person", 2}), "name"})).at("old") == nullptr);
  CHECK(of(json::array({"meta", "instanceID"})).at("new") == numbered_id(2));
  CHECK(of(json::array({"head"})).is_null());
  CHECK(of(json::array({"home", json::array({"person", 0}), "name"})).is_null());

  HttpClient extended = campaign.extended();
  const json audits = campaign.good(extended.get(one + "/audits"));
  REQUIRE(audits.size() == 3);
  CHECK(audits[0].at("action") == "submission.update");
  CHECK(audits[0].at("details").at("reviewState") == "approved");
  CHECK(audits[0].at("actor").at("displayName") == "max");
  CHECK(audits[1].at("action") == "submission.update.version");
  CHECK(audits[1].at("details").at("instanceId") == numbered_id(2));
  CHECK(audits[2].at("action") == "submission.create");
  CHECK(audits[2].at("actor").at("displayName") == "Laptop 7");
  CHECK(campaign.script().get(campaign.form("/submissions/" + numbered_id(9) + "/audits")).status == 404);
}

TEST_CASE("the audit log takes moments as scripts write them") {
  Scripted campaign;
  add_person(campaign, "root@example.org", Role::administrator, 0);
  HttpClient root = logged_in(campaign, "root@example.org");
  const std::string url = campaign.server->url() + "/v1/audits?";
  REQUIRE(campaign.good(root.get(url)).size() == 1);
  for (const char* since :
       {"2019-08-01Z", "2019-08-01z", "2019-08-01", "2019-08-01T23:59Z", "2019-08-01T23:59:59.999%2B08", "2019-08-01%2B08:00"}) {
    CHECK_MESSAGE(campaign.good(root.get(url + "start=" + since)).size() == 1, since);
    CHECK_MESSAGE(campaign.good(root.get(url + "end=" + since)).empty(), since);
  }
  for (const char* wrong :
       {"2019-08-01X", "2019-08-01T", "2019-08-01T23", "2019-08-01T23:59:61Z", "2019-08-01T23:59ZZ", "2019-08-01T23:59%2B"})
    CHECK_MESSAGE(root.get(url + "start=" + wrong).status == 400, wrong);
}

TEST_CASE("assignments in a project come with who it is, where that is asked for") {
  const Scripted campaign;
  const json plain = campaign.good(campaign.script().get(campaign.project() + "/assignments"));
  REQUIRE(plain.size() == 1);
  CHECK_FALSE(plain[0].contains("actor"));
  CHECK(campaign.good(campaign.extended().get(campaign.project() + "/assignments"))[0].at("actor").at("displayName") == "max");
}

TEST_CASE("what Central has and this server has not is refused in Central's shape, with a sentence of its own") {
  const Scripted campaign;
  HttpClient script = campaign.script();
  const std::string nothing = json::parse(script.get(campaign.project() + "/nothing").body).at("message");
  for (const std::string path :
       {"/datasets", "/datasets/trees.svc/Entities", "/forms/household/public-links", "/forms/household/draft/enketo",
        "/forms/household/submissions.geojson", "/forms/household.xlsx", "/forms/household/restore", "/key"}) {
    const Answer answer = script.get(campaign.project() + path);
    CHECK_MESSAGE(answer.status == 404, path);
    const json refusal = json::parse(answer.body, nullptr, false);
    REQUIRE_MESSAGE(refusal.is_object(), path);
    CHECK_MESSAGE(refusal.at("code") == 404.1, path);
    CHECK_MESSAGE(refusal.at("message").get<std::string>().size() > 20, path);
    CHECK_MESSAGE(refusal.at("message") != nothing, path);
  }
  for (const char* path : {"/v1/backup", "/v1/config/public", "/v1/user-preferences/site/x", "/v1/users/reset/initiate"})
    CHECK_MESSAGE(json::parse(script.get(campaign.server->url() + path).body).at("code") == 404.1, path);
  // An address with a token in it is not taken for Central's /key.
  CHECK(script.get(campaign.keyed() + "/nothing").body.find("public key") == std::string::npos);
  const Answer wrong_method = script.send("PUT", campaign.project() + "/forms", kJson, "");
  CHECK(wrong_method.status == 405);
  CHECK(json::parse(wrong_method.body).at("message").is_string());
  CHECK(script.get(campaign.server->url() + "/elsewhere").header("content-type").starts_with("text/plain"));
}
