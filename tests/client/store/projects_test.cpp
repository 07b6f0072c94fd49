#include "client/store/projects.h"

#include <fstream>
#include <iterator>

#include "client/store/fixture.h"
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
