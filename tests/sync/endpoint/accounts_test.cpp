// People who log in with e-mail and password: sessions, roles, what they may change, and what the audit log says of it.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <future>
#include <nlohmann/json.hpp>

#include "sync/endpoint/people.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/protocol/content_hash.h"

using namespace pilotage;
using namespace pilotage::test;
using endpoint::Role;
using nlohmann::json;

namespace {

std::string at(const Campaign& campaign, const std::string& path) { return campaign.server->url() + "/v1" + path; }

std::vector<std::string> actions(Campaign& campaign, const std::string& query = "") {
  const json entries = json::parse(logged_in(campaign, "root@example.org").get(at(campaign, "/audits" + query)).body);
  std::vector<std::string> names;
  for (const json& entry : entries) names.push_back(entry.at("action"));
  return names;
}

bool contains(const std::vector<std::string>& all, const std::string& one) { return std::ranges::find(all, one) != all.end(); }

} // namespace

TEST_CASE("a session opens with e-mail and password, and ends") {
  Campaign campaign;
  add_person(campaign, "ada@example.org", Role::coordinator, 1);
  const Answer opened = log_in(campaign, "Ada@Example.org");
  REQUIRE(opened.status == 200);
  const json session = json::parse(opened.body);
  CHECK(session.at("expiresAt").get<std::string>() > session.at("createdAt").get<std::string>());
  CHECK(opened.header("cache-control") == "no-store");
  const std::string token = session.at("token");

  HttpClient ada = campaign.stranger();
  ada.headers.push_back("Authorization: Bearer " + token);
  CHECK(json::parse(ada.get(at(campaign, "/users/current")).body).at("email") == "ada@example.org");
  CHECK(ada.get(campaign.project() + "/results").status == 200);
  CHECK(campaign.stranger().get(at(campaign, "/key/" + token + "/projects/1/formList")).status == 403); // never in an address
  CHECK(ada.send("DELETE", at(campaign, "/sessions/" + token), kJson, "").status == 200);
  CHECK(ada.get(at(campaign, "/users/current")).status == 401);
  HttpClient again = logged_in(campaign, "ada@example.org");
  CHECK(again.send("DELETE", at(campaign, "/sessions/current"), kJson, "").status == 200);
  CHECK(again.get(at(campaign, "/users/current")).status == 401);
}

TEST_CASE("a session ends by itself, and its token is stored nowhere") {
  Campaign campaign;
  const auto ada = add_person(campaign, "ada@example.org", Role::coordinator, 1);
  const std::string secret(43, 'x');
  const std::int64_t now = endpoint::milliseconds_now();
  REQUIRE(campaign.server->storage().open_session(
      {.hash = sync::sha256_hex(secret), .account = ada.actor.id, .created_at = now - 10'000, .expires_at = now - 1}, ada.password));
  HttpClient late = campaign.stranger();
  late.headers.push_back("Authorization: Bearer " + secret);
  CHECK(late.get(at(campaign, "/users/current")).status == 401);
  CHECK_FALSE(campaign.server->storage().account_of_session(secret, now - 20'000));
}

TEST_CASE("wrong passwords and unknown people look the same") {
  Campaign campaign;
  add_person(campaign, "ada@example.org", Role::coordinator, 1);
  const Answer wrong = log_in(campaign, "ada@example.org", "not her password");
  const Answer nobody = log_in(campaign, "eve@example.org", "not her password");
  CHECK(wrong.status == 401);
  CHECK(nobody.status == 401);
  CHECK(wrong.body == nobody.body);
  CHECK(json::parse(wrong.body).at("code") == 401.2);
  for (const char* body : {"", "{", "[]", "{\"email\":1,\"password\":2}", "{\"email\":\"ada@example.org\"}"})
    CHECK(campaign.stranger().send("POST", at(campaign, "/sessions"), kJson, body).status == 400);
  CHECK(campaign.stranger().send("POST", at(campaign, "/sessions"), kJson, std::string(100'000, ' ')).status == 413);
}

TEST_CASE("Basic credentials of a person do as well, for reading and for a post with a body") {
  Campaign campaign;
  add_person(campaign, "ada@example.org", Role::coordinator, 1);
  HttpClient ada = with_basic(campaign, "ada@example.org");
  CHECK(ada.get(campaign.project() + "/results").status == 200);
  const MultipartText body = MultipartText().xml(visit(numbered_id(1), "yes", "a")).file("a", std::string(300'000, 'x'));
  CHECK(with_basic(campaign, "ada@example.org").send("POST", campaign.submission(), body.content_type(), body.text()).status == 201);
  CHECK(with_basic(campaign, "ada@example.org", "wrong password")
            .send("POST", campaign.submission(), body.content_type(), body.text())
            .status == 401);
  CHECK(with_basic(campaign, "ada@example.org", "wrong password").get(campaign.project() + "/formList").status == 401);
  // The submission bears her name.
  const auto record = campaign.server->storage().submission_record(1, "visit", numbered_id(1));
  REQUIRE(record);
  CHECK(record->first.submitter.name == "ada");
}

TEST_CASE("guessing is slowed down by account, and says for how long") {
  Campaign campaign;
  add_person(campaign, "ada@example.org", Role::coordinator, 1);
  add_person(campaign, "root@example.org", Role::administrator, 0);
  for (int i = 0; i < 10; ++i) CHECK(log_in(campaign, "ada@example.org", fmt::format("guess number {}", i)).status == 401);
  const Answer slowed = log_in(campaign, "ada@example.org", "guess number 11");
  CHECK(slowed.status == 429);
  CHECK(std::stoi(slowed.header("retry-after")) > 0);
  CHECK(log_in(campaign, "ada@example.org").status == 429); // not even the right one, for a while
  CHECK(with_basic(campaign, "ada@example.org").get(campaign.project() + "/results").status == 429);
  CHECK(log_in(campaign, "root@example.org").status == 200);
}

TEST_CASE("whoever has a session guesses its password no quicker than by logging in") {
  Campaign campaign;
  add_person(campaign, "ada@example.org", Role::coordinator, 1);
  HttpClient ada = logged_in(campaign, "ada@example.org");
  const std::string password = at(campaign, "/users/current/password");
  for (int i = 0; i < 10; ++i)
    CHECK(ada.send("PUT", password, kJson, fmt::format(R"({{"old":"guess number {}","new":"taken over now"}})", i)).status == 400);
  const json right = {{"old", kPassword}, {"new", "another password"}};
  const Answer slowed = ada.send("PUT", password, kJson, right.dump());
  CHECK(slowed.status == 429);
  CHECK(std::stoi(slowed.header("retry-after")) > 0);
  CHECK(log_in(campaign, "ada@example.org", "guess number 11").status == 429); // they are counted together
  CHECK(ada.get(campaign.project() + "/results").status == 200);
}

TEST_CASE("guessing is slowed down by address") {
  Campaign campaign;
  const auto begun = std::chrono::steady_clock::now();
  std::vector<std::future<int>> flood; // and the flood is answered, in bounded memory
  for (int i = 0; i < 80; ++i)
    flood.push_back(std::async(std::launch::async,
                               [&campaign, i] { return log_in(campaign, fmt::format("user{}@example.org", i), "guess guess").status; }));
  std::map<int, int> answers;
  for (auto& one : flood) ++answers[one.get()];
  const auto forgiven = (std::chrono::steady_clock::now() - begun) / std::chrono::seconds(10); // one each ten seconds
  CHECK(answers[401] <= 50 + forgiven);
  CHECK(answers[401] > 0);
  CHECK(answers[429] >= 30 - forgiven);
  CHECK(answers[401] + answers[429] + answers[503] == 80);
  CHECK(campaign.collector().head(campaign.submission()).status == 204);
}

TEST_CASE("an administrator makes people, gives roles and takes them; all of it is in the audit log") {
  Campaign campaign;
  add_person(campaign, "root@example.org", Role::administrator, 0);
  HttpClient root = logged_in(campaign, "root@example.org");
  const json eve =
      json::parse(root.send("POST", at(campaign, "/users"), kJson, R"({"email":"Eve@example.org","password":"ten letters"})").body);
  CHECK(eve.at("email") == "eve@example.org");
  CHECK(eve.at("type") == "user");
  const std::string id = std::to_string(eve.at("id").get<int>());
  CHECK(root.send("POST", at(campaign, "/users"), kJson, R"({"email":"eve@example.org"})").status == 409);
  CHECK(root.send("POST", at(campaign, "/users"), kJson, R"({"email":"eve"})").status == 400);
  CHECK(root.send("POST", at(campaign, "/users"), kJson, R"({"email":"short@example.org","password":"short"})").status == 400);
  CHECK(json::parse(root.get(at(campaign, "/users")).body).size() == 2);
  CHECK(json::parse(root.get(at(campaign, "/users?q=eve")).body).size() == 1);

  CHECK(log_in(campaign, "eve@example.org", "ten letters").status == 200);
  HttpClient as_eve = with_basic(campaign, "eve@example.org", "ten letters");
  CHECK(as_eve.get(campaign.project() + "/results").status == 403);
  const std::string viewer = campaign.project() + "/assignments/viewer/" + id;
  CHECK(root.send("POST", viewer, kJson, "").status == 200);
  CHECK(root.send("POST", viewer, kJson, "").status == 409);
  CHECK(root.send("POST", campaign.project() + "/assignments/admin/" + id, kJson, "").status == 400);
  CHECK(root.send("POST", campaign.project() + "/assignments/king/" + id, kJson, "").status == 404);
  CHECK(as_eve.get(campaign.project() + "/results").status == 200);
  CHECK(json::parse(root.get(campaign.project() + "/assignments").body).at(0).at("actorId") == eve.at("id"));
  CHECK(json::parse(root.get(campaign.project() + "/assignments/viewer").body).at(0).at("id") == eve.at("id"));
  CHECK(root.send("DELETE", viewer, kJson, "").status == 200);
  CHECK(as_eve.get(campaign.project() + "/results").status == 403);

  CHECK(as_eve.send("PUT", at(campaign, "/users/" + id + "/password"), kJson, R"({"old":"wrong","new":"another password"})").status == 400);
  CHECK(as_eve.send("PUT", at(campaign, "/users/" + id + "/password"), kJson, R"({"old":"ten letters","new":"another password"})").status ==
        200);
  CHECK(log_in(campaign, "eve@example.org", "ten letters").status == 401);
  CHECK(log_in(campaign, "eve@example.org", "another password").status == 200);
  CHECK(root.send("DELETE", at(campaign, "/users/" + id), kJson, "").status == 200);
  CHECK(log_in(campaign, "eve@example.org", "another password").status == 401);

  const std::vector<std::string> done = actions(campaign);
  for (const char* action :
       {"user.create", "user.assignment.create", "user.assignment.delete", "user.update", "user.delete", "user.session.create"})
    CHECK(contains(done, action));
  CHECK(actions(campaign, "?action=user.delete").size() == 1);
  CHECK(actions(campaign, "?action=user.create&start=2999-01-01T00:00:00Z").empty());
  const Answer audits = logged_in(campaign, "root@example.org").get(at(campaign, "/audits?limit=2"));
  CHECK(json::parse(audits.body).size() == 2);
  CHECK(audits.body.find("another password") == std::string::npos);
  CHECK(logged_in(campaign, "root@example.org").get(at(campaign, "/audits?start=yesterday")).status == 400);
}

TEST_CASE("what the last administrator cannot do to themselves, and a manager not to the server") {
  Campaign campaign;
  const auto root_account = add_person(campaign, "root@example.org", Role::administrator, 0);
  add_person(campaign, "ada@example.org", Role::coordinator, 1);
  const std::string root_id = std::to_string(root_account.actor.id);
  HttpClient root = logged_in(campaign, "root@example.org");
  CHECK(root.send("DELETE", at(campaign, "/users/" + root_id), kJson, "").status == 409);
  CHECK(root.send("DELETE", at(campaign, "/assignments/admin/" + root_id), kJson, "").status == 409);

  HttpClient ada = logged_in(campaign, "ada@example.org");
  CHECK(ada.send("POST", at(campaign, "/users"), kJson, R"({"email":"x@example.org"})").status == 403);
  CHECK(ada.get(at(campaign, "/users")).status == 403);
  CHECK(json::parse(ada.get(at(campaign, "/users?q=root@example.org")).body).size() == 1);
  CHECK(ada.get(at(campaign, "/users/" + root_id)).status == 403);
  CHECK(ada.send("PUT", at(campaign, "/users/" + root_id + "/password"), kJson, R"({"new":"taken over now"})").status == 403);
  CHECK(ada.send("POST", at(campaign, "/assignments/admin/" + root_id), kJson, "").status == 403);
  CHECK(ada.get(at(campaign, "/audits")).status == 403);
  CHECK(ada.send("POST", campaign.project() + "/assignments/manager/" + root_id, kJson, "").status == 200);
}

TEST_CASE("a token is revoked by the address of its session, as on Central") {
  Campaign campaign;
  const std::string& token = campaign.collector_token.secret;
  CHECK(campaign.collector().send("DELETE", at(campaign, "/sessions/" + token), kJson, "").status == 404);
  CHECK(campaign.coordinator().send("DELETE", at(campaign, "/sessions/" + token), kJson, "").status == 200);
  CHECK(campaign.stranger().get(campaign.keyed() + "/formList").status == 403);
}

TEST_CASE("a person who collects sees the project and its forms, and nothing of what others sent") {
  Campaign campaign;
  campaign.publish(visit_form());
  REQUIRE(campaign.server->storage().create_project("Other"));
  REQUIRE(campaign.post(MultipartText().xml(visit(numbered_id(1)))).status == 201);
  add_person(campaign, "cora@example.org", Role::collector, 1);
  HttpClient cora = logged_in(campaign, "cora@example.org");
  const json list = json::parse(cora.get(at(campaign, "/projects?forms=true")).body);
  REQUIRE(list.size() == 1);
  CHECK(list[0].at("name") == "Pilot");
  REQUIRE(list[0].at("formList").size() == 1);
  CHECK(list[0].at("formList")[0].at("xmlFormId") == "visit");
  CHECK_FALSE(list[0].at("formList")[0].contains("submissions"));
  CHECK_FALSE(list[0].at("formList")[0].contains("lastSubmission"));

  cora.headers.push_back("X-Extended-Metadata: true");
  const Answer shown = cora.get(campaign.project());
  REQUIRE(shown.status == 200);
  const json project = json::parse(shown.body);
  CHECK(project.at("verbs") == json({"open_form.list", "open_form.read", "project.read", "submission.create"}));
  CHECK_FALSE(project.contains("lastSubmission"));
  CHECK_FALSE(project.contains("appUsers"));
  CHECK(json::parse(cora.get(at(campaign, "/projects")).body)[0].contains("lastSubmission") == false);
  CHECK(cora.get(at(campaign, "/projects/2")).status == 403);

  // An app user is no person: its role does not have this.
  CHECK(campaign.collector().get(campaign.project()).status == 403);
  CHECK(json::parse(campaign.collector().get(at(campaign, "/projects")).body).empty());
  CHECK(json::parse(cora.get(at(campaign, "/roles/app-user")).body).at("verbs") ==
        json({"open_form.list", "open_form.read", "submission.create"}));
}

TEST_CASE("a person is changed by an object and nothing else") {
  Campaign campaign;
  add_person(campaign, "root@example.org", Role::administrator, 0);
  const std::string ada = at(campaign, "/users/" + std::to_string(add_person(campaign, "ada@example.org", Role::viewer, 1).actor.id));
  HttpClient root = logged_in(campaign, "root@example.org");
  for (const char* body : {"[1]", "1", "null", "", R"({"displayName": 1})", R"({"email": ["a"]})"})
    CHECK_MESSAGE(root.send("PATCH", ada, kJson, body).status == 400, body);
  CHECK_FALSE(contains(actions(campaign), "user.update"));
  CHECK(root.send("PATCH", ada, kJson, R"({"displayName":"Ada L."})").status == 200);
}
