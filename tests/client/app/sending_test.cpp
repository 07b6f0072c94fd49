// The program against a real endpoint over TLS: a server that is set up on the screen, whom it is trusted by, and when responses go.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "client/app/played.h"
#include "client/store/database.h"
#include "client/store/projects.h"
#include "client/store/settings.h"
#include "client/store/store.h"
#include "support/need.h"
#include "support/throwaway_authority.h"
#include "support/throwaway_ca.h"
#include "sync/endpoint/campaign.h"
#include "sync/endpoint/form_publication.h"

using nlohmann::json;
using namespace pilotage;
using namespace pilotage::tests;

namespace {

// An endpoint with the questionnaire "six", and a laptop.
struct PilotDay {
  test::Campaign campaign;
  Folder laptop;

  PilotDay() {
    const auto form =
        need(endpoint::read_with_media(campaign.server->files(), 1, {.file_name = "six.xml", .bytes = page_of_texts(), .media = {}}));
    need(endpoint::publish(campaign.server->storage(), form));
  }

  // The settings code, with the authority in it where one is given.
  std::string code(const std::string& authority = "") const {
    json settings = {{"general", {{"server_url", campaign.keyed()}}}, {"project", {{"name", "Pilot"}}}};
    if (!authority.empty()) settings["pilotage"]["ca_certificate"] = authority;
    return settings.dump();
  }

  std::uint64_t received() const { return need(campaign.server->storage().form(1, "six")).submissions; }
};

constexpr const char* kAllSent = "wait-text Everything that is finished has been sent";
constexpr const char* kOneWaits = "wait-text 1 response is waiting to be sent";

} // namespace

TEST_CASE("the authority that is pasted below the code is trusted, and no other") {
  PilotDay day;
  Played program(day.laptop.path);
  program.play({"click Settings"});
  program.add_server(day.code() + "\n" + test::throwaway_authority().ca);
  program.play({"wait-text The server is set up.", "wait-text Trusts only its own certificate authority", "click bar.back",
                "wait-text Six questions"}); // which came over the trusted connection

  program.play({"click Settings"});
  program.add_server(day.code() + "\n" + ThrowawayCa("Somebody else").pem());
  program.play({"wait-text The server is set up.", "click bar.back"});
  program.finish_a_response();
  program.play({"wait-text The server’s certificate cannot be trusted", kOneWaits});
  CHECK(day.received() == 0);

  program.play({"click Settings"});
  program.add_server(day.code() + "\n" + test::throwaway_authority().ca);
  program.play({"wait-text The server is set up.", "click bar.back", kAllSent});
  CHECK(day.received() == 1);
  program.quit();
}

TEST_CASE("an authority that was not copied whole is refused with words of its own, and the server stays as it was") {
  PilotDay day;
  Played program(day.laptop.path);
  const std::string& authority = test::throwaway_authority().ca;
  program.play({"click Settings"});
  program.add_server(day.code() + "\n" + authority.substr(0, authority.size() / 2));
  program.play({"wait-text The certificate that comes with this code cannot be used", "wait-text copy all of it", "check",
                "wait-text No server is set up"});
  program.add_server("hello");
  program.play({"wait-text This settings code cannot be used"});
  program.quit();
}

TEST_CASE("an authority within the code is trusted too") {
  PilotDay day;
  Played program(day.laptop.path);
  program.play({"click Settings"});
  program.add_server(day.code(test::throwaway_authority().ca));
  program.play({"wait-text The server is set up.", "click bar.back", "wait-text Six questions"});
  program.quit();
}

TEST_CASE("a project whose settings cannot be read is said on the screen; the program opens, and the other projects work") {
  PilotDay day;
  {
    auto store = need(store::Store::open(day.laptop.path));
    const json broken = {{"general", {{"server_url", "https://north.example/v1/projects/1"}}}, {"project", {{"name", "North"}}}};
    need(store::Projects(store).add(broken.dump()));
    need(store::Projects(store).add(day.code(), test::throwaway_authority().ca));
    store.database().script("UPDATE projects SET connection = x'63' WHERE name = 'North'");
  }
  Played program(day.laptop.path);
  program.play({"wait-text “North” cannot be used", "wait-text Paste its settings code again", "check", "click sync.now",
                "wait-text Six questions", "wait-text “North” cannot be used"});
  program.finish_a_response();
  program.play({kAllSent, "click bar.responses", "wait-text “North” cannot be used", "check", "click bar.back", "language fr",
                "wait-text est inutilisable", "check", "language es", "wait-text «North» no se puede usar", "check", "language en"});
  CHECK(day.received() == 1);
  program.play({"click Settings", "wait-text can no longer be read", "check"});
  program.add_server(R"({"general":{"server_url":"https://north.example/v1/projects/1"},"project":{"name":"North"}})");
  program.play({"wait-text The server is set up.", "wait-gone can no longer be read", "click bar.back", "wait-gone cannot be used"});
  program.quit();
}

TEST_CASE("where nothing is sent by itself, Sync now sends once, and the switch stays off") {
  PilotDay day;
  install_form(day.laptop.path, page_of_texts());
  {
    auto store = need(store::Store::open(day.laptop.path));
    need(store::Projects(store).add(day.code(), test::throwaway_authority().ca));
    store::Settings settings;
    settings.sync_automatically = false;
    need(store::save_settings(store, settings));
  }
  {
    Played program(day.laptop.path);
    program.finish_a_response();
    program.play({"wait-text It is sent when you choose “Sync now”", kOneWaits, "wait-text Sending by itself is switched off"});
    CHECK(day.received() == 0);
    program.play({"click sync.now", kAllSent});
    CHECK(day.received() == 1);
    program.finish_a_response();
    program.play({kOneWaits});
    program.quit();
  }
  Played program(day.laptop.path); // by now it would have gone: the program ended, and begins anew
  program.play({kOneWaits, "click Settings", "expect-value settings.automatic_sync=on = ", "click bar.back", kOneWaits});
  CHECK(day.received() == 1);
  program.play({"click sync.now", kAllSent});
  CHECK(day.received() == 2);
  program.play({"click Settings", "click settings.automatic_sync=on", "expect-value settings.automatic_sync=on = on", "click bar.back"});
  program.finish_a_response();
  program.play({kAllSent});
  CHECK(day.received() == 3);
  program.quit();
}

TEST_CASE("with the endpoint down the client says so and works on; when it is back, the response goes by itself") {
  PilotDay day;
  day.campaign.options.server.port = day.campaign.server->port();
  {
    Played program(day.laptop.path);
    program.play({"click Settings"});
    program.add_server(day.code(test::throwaway_authority().ca));
    program.play({"click bar.back", "wait-text Six questions"});
    day.campaign.server.reset();
    program.finish_a_response();
    program.play({kOneWaits, "wait-text the server cannot be reached"});
    program.play({"click home.start/six", "wait-text Question 1", "click bar.back"});
    program.quit();
  }
  day.campaign.restart();
  Played program(day.laptop.path);
  program.play({kAllSent});
  CHECK(day.received() == 1);
  program.quit();
}
