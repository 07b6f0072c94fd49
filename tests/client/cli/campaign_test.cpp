// A pilot day in a terminal: set up, download, fill, sync, pull, against a real endpoint over TLS.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "client/cli/pilotctl.h"
#include "client/store/settings.h"
#include "support/throwaway_authority.h"
#include "support/visit_form.h"
#include "sync/endpoint/campaign.h"
#include "sync/endpoint/form_publication.h"
#include "sync/uploader/scripted_server.h"

using nlohmann::json;
using namespace pilotage;
using tests::Pilotctl;
using tests::Run;

namespace {

struct Day {
  test::Campaign campaign;
  Pilotctl laptop;
  Pilotctl headquarters;

  Day() {
    const auto form = endpoint::read_with_media(campaign.server->files(), 1,
                                                {.file_name = "visit.xml", .bytes = std::string(tests::kVisitForm), .media = {}});
    if (!form) FAIL(form.error().to_string());
    const auto published = endpoint::publish(campaign.server->storage(), *form);
    if (!published) FAIL(published.error().to_string());
    succeed(laptop, {"project", "add", "--settings", laptop.write("settings.json", settings()), "--ca", authority(laptop)});
  }

  std::string settings() const { return json({{"general", {{"server_url", campaign.keyed()}}}, {"project", {{"name", "Pilot"}}}}).dump(); }
  static std::string authority(const Pilotctl& machine) { return machine.write("ca.pem", test::throwaway_authority().ca); }

  static Run succeed(const Pilotctl& machine, const std::vector<std::string>& arguments) {
    Run run = machine.run(arguments);
    CAPTURE(arguments.front());
    CAPTURE(run.out);
    CAPTURE(run.err);
    REQUIRE(run.status == 0);
    return run;
  }

  void fill(const std::string& name) const {
    succeed(laptop, {"responses", "new", "--form", "visit", "--finalize", "--answers",
                     laptop.write("answers.json", json({{"name", name}, {"age", 30}, {"person", {{{"first", "one"}}}}}).dump())});
  }

  Run pull() const {
    return headquarters.run({"results", "pull", "--endpoint", campaign.project(), "--token", campaign.coordinator_token.secret, "--form",
                             "visit", "--out", headquarters.path("visit.csv"), "--ca", authority(headquarters)});
  }
};

long lines(const std::string& text) { return std::ranges::count(text, '\n'); }

} // namespace

TEST_CASE("a day: download, fill offline, sync, pull, and pull again only what is new") {
  Day day;
  CHECK(Day::succeed(day.laptop, {"project", "list"}).out.contains("Pilot"));
  Day::succeed(day.laptop, {"forms", "download"});
  CHECK(Day::succeed(day.laptop, {"forms", "list"}).out.contains("visit"));
  day.fill("Ann");
  day.fill("B\xC3\xA9"
           "atrice, \"Bea\"");
  CHECK(Day::succeed(day.laptop, {"sync", "--json"}).out.contains("\"sent\": 2"));
  for (const auto& response : json::parse(day.laptop.run({"responses", "list", "--json"}).out)) CHECK(response["state"] == "confirmed");
  CHECK(Day::succeed(day.laptop, {"sync", "--json"}).out.contains("\"sent\": 0"));

  const Run first = day.pull();
  CAPTURE(first.err);
  REQUIRE(first.status == 0);
  CHECK(first.out == "2 new, 2 in all\n");
  const std::string csv = day.headquarters.read("visit.csv");
  CHECK(csv.starts_with("SubmissionDate,name,age,"));
  CHECK(lines(csv) == 3);
  CHECK(csv.contains("\"B\xC3\xA9"
                     "atrice, \"\"Bea\"\"\""));
  CHECK(lines(day.headquarters.read("visit-person.csv")) == 3);

  CHECK(day.pull().out == "0 new, 2 in all\n");
  day.fill("Carl");
  Day::succeed(day.laptop, {"sync"});
  CHECK(day.pull().out == "1 new, 3 in all\n");
  CHECK(lines(day.headquarters.read("visit.csv")) == 4);
  CHECK(day.headquarters.read("visit.csv").starts_with(csv));
  CHECK(Day::succeed(day.headquarters, {"results", "summary"}).out.contains("3 responses"));
}

TEST_CASE("with the endpoint down sync says so and keeps everything, and why with each response") {
  Day day;
  Day::succeed(day.laptop, {"forms", "download"});
  day.fill("Ann");
  day.campaign.server.reset();
  const Run down = day.laptop.run({"sync"});
  CHECK(down.status == 1);
  CHECK_FALSE(down.err.empty());
  CHECK(down.out.contains("1 waiting"));
  const json waiting = json::parse(day.laptop.run({"responses", "list", "--json"}).out);
  CHECK(waiting[0]["state"] == "queued");
  CHECK_FALSE(waiting[0].value("problem", json::object()).value("message", "").empty());
}

TEST_CASE("an authority that did not sign the server is refused, and so is a token of nobody") {
  Day day;
  const Run untrusted =
      day.headquarters.run({"results", "pull", "--endpoint", day.campaign.project(), "--token", day.campaign.coordinator_token.secret,
                            "--form", "visit", "--out", day.headquarters.path("x.csv")});
  CHECK(untrusted.status == 1);
  CHECK(untrusted.err.contains("ertificate"));
  const Run stranger = day.headquarters.run({"results", "pull", "--endpoint", day.campaign.project(), "--token", "nobody", "--form",
                                             "visit", "--out", day.headquarters.path("x.csv"), "--ca", Day::authority(day.headquarters)});
  CHECK(stranger.status == 1);
  CHECK_FALSE(stranger.err.empty());
  const Run unknown =
      day.headquarters.run({"results", "pull", "--endpoint", day.campaign.project(), "--token", day.campaign.coordinator_token.secret,
                            "--form", "other", "--out", day.headquarters.path("x.csv"), "--ca", Day::authority(day.headquarters)});
  CHECK(unknown.status == 1);
  CHECK_FALSE(unknown.err.empty());
}

TEST_CASE("sync and a certificate that does not verify, and a captive portal: each is told, and nothing counts as sent") {
  Day day;
  Day::succeed(day.laptop, {"forms", "download"});
  day.fill("Ann");
  Day::succeed(day.laptop, {"project", "add", "--settings", day.laptop.path("settings.json")}); // without its authority
  const Run untrusted = day.laptop.run({"sync"});
  CHECK(untrusted.status == 1);
  CHECK(untrusted.err.contains("ertificate"));

  const tests::ScriptedServer portal(
      [](const tests::Asked&) { return tests::answer(200, {{"Content-Type", "text/html"}}, "<html>Welcome</html>"); });
  const std::string settings =
      json({{"general", {{"server_url", portal.origin() + "/v1/key/x/projects/1"}}}, {"project", {{"name", "Pilot"}}}}).dump();
  Day::succeed(day.laptop, {"project", "add", "--settings", day.laptop.write("portal.json", settings), "--name", "Pilot"});
  const Run captured = day.laptop.run({"sync"});
  CHECK(captured.status == 1);
  CHECK(captured.err.contains("sign in"));
  CHECK(day.laptop.run({"forms", "download"}).status == 1);
  CHECK(json::parse(day.laptop.run({"responses", "list", "--json"}).out)[0]["state"] == "queued");

  Day::succeed(day.laptop,
               {"project", "add", "--settings", day.laptop.path("settings.json"), "--name", "Pilot", "--ca", day.laptop.path("ca.pem")});
  CHECK(Day::succeed(day.laptop, {"sync"}).out.contains("1 sent"));
}

TEST_CASE("a response that the server refused says why, and says it later in the language of the program") {
  Day day;
  Day::succeed(day.laptop, {"forms", "download"});
  day.fill("Ann");
  const tests::ScriptedServer server(
      [](const tests::Asked& asked) { return tests::openrosa(asked.method == "HEAD" ? 204 : 409, {}, "The form is closed."); });
  const std::string settings =
      json({{"general", {{"server_url", server.origin() + "/v1/key/x/projects/1"}}}, {"project", {{"name", "Pilot"}}}}).dump();
  Day::succeed(day.laptop, {"project", "add", "--settings", day.laptop.write("strict.json", settings), "--name", "Pilot"});
  CHECK(day.laptop.run({"sync"}).status == 1);
  CHECK(Day::succeed(day.laptop, {"responses", "list"}).out.contains("The form is closed."));
  for (const auto& [language, words] :
       {std::pair{"fr", "une autre réponse sous le même numéro"}, std::pair{"es", "otra respuesta con el mismo número"}}) {
    auto store = store::Store::open(day.laptop.path("data"));
    REQUIRE(store);
    REQUIRE(store::save_settings(*store, {.language = language}));
    const std::string listed = Day::succeed(day.laptop, {"responses", "list"}).out;
    CHECK(listed.contains(words));
    CHECK(listed.contains("The form is closed."));
  }
}

TEST_CASE("on a metered network the answers go and the large file stays, which is no failure; the progress tells responses and bytes") {
  Day day;
  Day::succeed(day.laptop, {"forms", "download"});
  day.laptop.write("photo.jpg", std::string(2'000'000, 'p'));
  Day::succeed(day.laptop, {"responses", "new", "--form", "visit", "--finalize", "--answers",
                            day.laptop.write("answers.json", json({{"name", "Ann"}, {"age", 30}, {"photo", "photo.jpg"}}).dump())});
  const Run metered = Day::succeed(day.laptop, {"sync", "--metered", "--watch"});
  CHECK(metered.out.contains("0 sent, 1 waiting"));
  CHECK(metered.err.contains("1 waiting (2"));
  CHECK(json::parse(day.laptop.run({"responses", "list", "--json"}).out)[0]["state"] == "queued");
  const Run free = Day::succeed(day.laptop, {"sync", "--watch"});
  CHECK(free.out.contains("1 sent, 0 waiting"));
  CHECK(free.err.contains("under way"));
}
