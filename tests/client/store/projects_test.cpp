#include "client/store/projects.h"

#include <fstream>
#include <iterator>

#include "client/store/attachments.h"
#include "client/store/fixture.h"
#include "client/store/outbox.h"
#include "support/throwaway_ca.h"

using namespace pilotage;
using namespace pilotage::tests;

namespace {

constexpr const char* kSettings =
    R"({"general":{"server_url":"https://data.example/v1/key/abc/projects/7"},"project":{"name":"GCM pilot"}})";

const std::string& authority() {
  static const std::string pem = ThrowawayCa().pem();
  return pem;
}

} // namespace

TEST_CASE("a settings code sets up a project, and the same one again renews its credentials") {
  StoreFixture fixture;
  store::Projects projects(fixture.store);
  const auto project = need(projects.add(kSettings));
  CHECK(project.name == "GCM pilot");
  CHECK(project.server_url == "https://data.example/v1/key/abc/projects/7");
  const auto renewed = need(projects.add(
      R"({"general":{"server_url":"https://data.example/v1/projects/7","username":"u","password":"p"},"project":{"name":"GCM pilot"}})"));
  CHECK(renewed.id == project.id);
  CHECK(need(projects.list()).size() == 1);
  CHECK(need(projects.find("GCM pilot")).password == "p");
  CHECK(projects.find("other").error().message.contains("GCM pilot"));
}

TEST_CASE("two servers on one host, and two that call their project the same, are two projects: what waits goes where it was made for") {
  StoreFixture fixture;
  store::Projects projects(fixture.store);
  const auto first = need(projects.add(R"({"general":{"server_url":"https://data.example/v1/key/abc/projects/1"}})"));
  const auto waiting = fixture.add_queued(fixture.add_form("visit", first.id), "uuid:1");
  const auto second = need(projects.add(R"({"general":{"server_url":"https://data.example/v1/key/def/projects/2"}})"));
  CHECK(first.name == "data.example");
  CHECK(second.name == "data.example (2)");
  CHECK(need(store::Responses(fixture.store).get(waiting)).project == first.id);
  CHECK(need(projects.get(first.id)).server_url.ends_with("/projects/1"));

  const auto ours = need(projects.add(kSettings));
  const std::string theirs = R"({"general":{"server_url":"https://other.example/v1/key/abc/projects/7"},"project":{"name":"GCM pilot"}})";
  CHECK(need(projects.add(theirs)).name == "GCM pilot (2)");
  CHECK(need(projects.add(theirs)).name == "GCM pilot (2)"); // which is renewed
  CHECK(need(projects.get(ours.id)).server_url.starts_with("https://data.example"));
  CHECK(need(projects.list()).size() == 4);
}

TEST_CASE("a project is not moved to where another one is") {
  StoreFixture fixture;
  store::Projects projects(fixture.store);
  const auto first =
      need(projects.add(R"({"general":{"server_url":"https://data.example/v1/key/abc/projects/1"},"project":{"name":"One"}})"));
  const std::string second = R"({"general":{"server_url":"https://data.example/v1/key/def/projects/2"},"project":{"name":"Two"}})";
  need(projects.add(second));
  const auto moved = projects.set("One", second);
  REQUIRE_FALSE(moved);
  CHECK(moved.error().code == ErrorCode::conflict);
  CHECK(moved.error().message.find("\"Two\"") != std::string::npos);
  CHECK(need(projects.get(first.id)).server_url.ends_with("/projects/1"));
  need(projects.set("Two", second)); // its own
}

TEST_CASE("a code for the address of a project renews it under whatever name it has here") {
  StoreFixture fixture;
  store::Projects projects(fixture.store);
  const auto project = need(projects.add(kSettings));
  const auto renewed = need(projects.add(R"({"general":{"server_url":"https://DATA.example:443/v1/key/new/projects/7/"}})"));
  CHECK(renewed.id == project.id);
  CHECK(renewed.name == "GCM pilot");
  CHECK(need(projects.list()).size() == 1);
}

TEST_CASE("where the address names no project, another account is another one") {
  StoreFixture fixture;
  store::Projects projects(fixture.store);
  const auto code = [](const std::string& user, const std::string& password) {
    return R"({"general":{"server_url":"https://kobo.example","username":")" + user + R"(","password":")" + password + R"("}})";
  };
  const auto ann = need(projects.add(code("ann", "1")));
  CHECK(need(projects.add(code("bob", "1"))).name == "kobo.example (2)");
  CHECK(need(projects.add(code("ann", "2"))).id == ann.id);
  CHECK(need(projects.get(ann.id)).password == "2");
}

TEST_CASE("a project that moves to another server begins there anew; new credentials take nothing back") {
  StoreFixture fixture;
  store::Projects projects(fixture.store);
  const auto project = need(projects.set("Pilot", kSettings));
  const auto form = fixture.add_form("visit", project.id);
  store::Responses responses(fixture.store);
  store::StoreOutbox outbox(fixture.store);
  const auto half_sent = [&](const std::string& id) {
    const auto response = fixture.add_draft(form, id);
    for (const char* name : {"one.jpg", "two.jpg"}) need(store::ResponseAttachments(fixture.store).add(response, name, id + name));
    need(responses.finalize(response, "<data>" + id + "</data>", "", {"one.jpg", "two.jpg"}));
    need(responses.queue(response));
    need(outbox.mark_accepted(std::to_string(store::number(response)), {"one.jpg"}));
    need(outbox.note_upload(std::to_string(store::number(response)), "two.jpg", {.url = "https://data.example/up/1", .offset = 3}));
    return response;
  };
  half_sent("uuid:1");
  const auto parked = half_sent("uuid:2");
  need(responses.park(parked, ErrorCode::refused, "No."));
  const auto items = [&](sync::Lane lane) {
    return need(outbox.due({.project_id = store::outbox_name(project.id), .now = fixture.clock, .lane = lane, .limit = 10}));
  };

  need(projects.set("Pilot", R"({"general":{"server_url":"https://data.example/v1/key/new/projects/7"}})"));
  REQUIRE(items(sync::Lane::attachments).size() == 1);
  CHECK(items(sync::Lane::attachments)[0].attachments[0].accepted);
  CHECK(items(sync::Lane::attachments)[0].attachments[1].upload.offset == 3);

  const auto moved = need(projects.set("Pilot", R"({"general":{"server_url":"https://new.example/v1/key/abc/projects/7"}})"));
  CHECK(moved.id == project.id);
  need(responses.unpark(parked));
  CHECK(items(sync::Lane::attachments).empty());
  const auto anew = items(sync::Lane::answers);
  REQUIRE(anew.size() == 2);
  for (const auto& item : anew)
    for (const auto& attachment : item.attachments) {
      CHECK_FALSE(attachment.accepted);
      CHECK(attachment.upload.url.empty());
    }
}

TEST_CASE("without a name the project is called after its server") {
  StoreFixture fixture;
  CHECK(need(store::Projects(fixture.store).add(R"({"general":{"server_url":"https://data.example/v1/projects/7"}})")).name ==
        "data.example");
}

TEST_CASE("plain http to another machine, and what is no settings code, are refused") {
  StoreFixture fixture;
  store::Projects projects(fixture.store);
  CHECK(projects.add(R"({"general":{"server_url":"http://data.example/v1"}})").error().code == ErrorCode::invalid_value);
  CHECK(projects.add("not a code").error().code == ErrorCode::malformed);
  CHECK(need(projects.list()).empty());
}

TEST_CASE("an authority that is none, or is cut off, is refused before it is kept") {
  StoreFixture fixture;
  store::Projects projects(fixture.store);
  const std::string& whole = authority();
  for (const std::string& bad : {std::string("no certificate"), whole.substr(0, whole.size() / 2), whole + whole.substr(0, 100),
                                 std::string("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")}) {
    CAPTURE(bad);
    const auto refused = projects.add(kSettings, bad);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::tls_untrusted);
    CHECK(refused.error().message.contains("copy all of it"));
  }
  CHECK(need(projects.list()).empty());
  CHECK(projects.add(kSettings, whole + authority()));
}

TEST_CASE("the uploader gets the credentials and the authority as a file") {
  StoreFixture fixture;
  store::Projects projects(fixture.store);
  const auto by_token = need(store::server_of(fixture.store, need(projects.add(kSettings, authority()))));
  CHECK(by_token.auth == sync::AuthKind::none);
  std::ifstream file(by_token.ca_file);
  CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == authority());
  const auto renewed = need(store::server_of(fixture.store, need(projects.add(kSettings, ThrowawayCa("Another").pem()))));
  CHECK(renewed.ca_file != by_token.ca_file); // libcurl keeps for a day what it read under a name
  const auto basic = need(store::server_of(
      fixture.store,
      need(projects.add(R"({"general":{"server_url":"https://k.example","username":"u","password":"p"},"project":{"name":"K"}})"))));
  CHECK(basic.auth == sync::AuthKind::basic);
  CHECK(basic.ca_file.empty());
}

TEST_CASE("what was begun before there was a server goes to the first one, and not to the second") {
  StoreFixture fixture;
  store::Responses responses(fixture.store);
  const auto before = fixture.add_draft(fixture.add_form("a"), "uuid:1");
  const auto first = need(store::Projects(fixture.store).add(kSettings));
  CHECK(need(responses.get(before)).project == first.id);
  const auto later = fixture.add_draft(fixture.add_form("b"), "uuid:2");
  need(store::Projects(fixture.store).add(R"({"general":{"server_url":"https://other.example/v1"}})"));
  CHECK(need(responses.get(later)).project == store::kLocal);
}

TEST_CASE("credentials do not lie in the database as columns of their own") {
  StoreFixture fixture;
  need(store::Projects(fixture.store)
           .add(R"({"general":{"server_url":"https://k.example","username":"u","password":"secret"},"project":{"name":"K"}})"));
  auto row = fixture.store.database().query("SELECT connection FROM projects");
  REQUIRE(row.step());
  CHECK(need(fixture.store.sealer().open(row.text(0))).contains("secret"));
}

TEST_CASE(
    "a project whose settings cannot be read says so and hides no other; its settings code sets it up again, and its responses wait") {
  StoreFixture fixture;
  store::Projects projects(fixture.store);
  const auto project = need(projects.add(kSettings));
  const auto other = need(projects.add(R"({"general":{"server_url":"https://other.example/v1/projects/1"}})"));
  const auto waiting = fixture.add_queued(fixture.add_form("visit", project.id), "uuid:1");
  for (const char* connection : {"", "c{\"general\":", "cnonsense"}) {
    CAPTURE(connection);
    fixture.store.database().run("UPDATE projects SET connection = ? WHERE id = ?", store::Blob{connection}, project.id);
    const auto damaged = need(projects.find("GCM pilot"));
    REQUIRE(damaged.fault.has_value());
    CHECK(damaged.fault->code == ErrorCode::damaged);
    CHECK(store::server_of(fixture.store, damaged).error().message.contains("\"GCM pilot\""));
    CHECK(store::server_of(fixture.store, need(projects.get(other.id))));
    CHECK(need(projects.list()).size() == 2);
    CHECK(need(projects.add(kSettings)).id == project.id);
    CHECK_FALSE(need(projects.get(project.id)).fault.has_value());
  }
  CHECK(need(store::Responses(fixture.store).get(waiting)).project == project.id);

  fixture.store.database().run("UPDATE projects SET connection = ? WHERE id = ?", store::Blob{"zsealed"}, project.id);
  CHECK(need(projects.get(project.id)).fault->code == ErrorCode::newer_version);
  CHECK(need(projects.add(kSettings)).name == "GCM pilot (2)"); // it is whole, for another version
}
