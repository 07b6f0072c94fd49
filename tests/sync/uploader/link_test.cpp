// The network before anything is posted: nobody there, the wrong one there, a sign-in page there.
#include "sync/uploader/pilot.h"

#include <doctest/doctest.h>

using namespace pilotage;
using namespace pilotage::tests;

namespace {

// The server answers HEAD so; nothing may be posted.
sync::SendFailure failure_of_probe(const Reply& reply) {
  Pilot pilot;
  const ScriptedServer server([&](const Asked&) { return reply; }, test_identity());
  pilot.outbox.add("a");
  const auto summary = pilot.sync_with(server);
  CHECK(server.asked("POST").empty());
  CHECK(pilot.outbox.entry("a").state == "waiting");
  CHECK(pilot.outbox.entry("a").failure);
  REQUIRE(summary.failures.size() == 1);
  return summary.failures[0];
}

} // namespace

TEST_CASE("nobody listens: in plain words, with what to do, kept at the response") {
  Pilot pilot;
  std::string origin;
  {
    const ScriptedServer gone(posts({openrosa(201)}), test_identity());
    origin = gone.origin();
  }
  pilot.outbox.add("a");
  const auto summary = pilot.sync_with(pilot.server_at(origin));
  REQUIRE(summary.failures.size() == 1);
  CHECK(summary.failures[0].code == ErrorCode::no_network);
  CHECK(summary.failures[0].message.contains("cannot be reached"));
  CHECK(pilot.outbox.entry("a").failure->message == summary.failures[0].message);
  CHECK(summary.waiting == 1);
}

TEST_CASE("a name that no one knows") {
  Pilot pilot;
  pilot.outbox.add("a");
  const auto summary = pilot.sync_with(pilot.server_at("https://endpoint.invalid"));
  REQUIRE(summary.failures.size() == 1);
  CHECK(summary.failures[0].code == ErrorCode::no_network);
  CHECK(summary.failures[0].message.contains("endpoint.invalid is not found"));
}

TEST_CASE("a captive portal answers the probe: 200 with a page, a redirect to its sign-in, or 511") {
  CHECK(failure_of_probe(answer(200, {}, "<html>sign in</html>")).code == ErrorCode::captive_portal);
  const auto redirect = failure_of_probe(answer(302, {{"Location", "https://portal.example/login"}}));
  CHECK(redirect.code == ErrorCode::captive_portal);
  CHECK(redirect.message.contains("portal.example"));
  CHECK(failure_of_probe(answer(511)).code == ErrorCode::captive_portal);
  CHECK(failure_of_probe(answer(204)).code == ErrorCode::captive_portal); // 204 without X-OpenRosa-Version
}

TEST_CASE("no redirect to another host is followed, and none to another port") {
  Pilot pilot;
  const ScriptedServer other(posts({openrosa(201)}), test_identity());
  const ScriptedServer server([&](const Asked&) { return answer(307, {{"Location", other.origin() + "/v1/projects/1/submission"}}); },
                              test_identity());
  pilot.outbox.add("a");
  CHECK(pilot.sync_with(server).failures.at(0).code == ErrorCode::captive_portal);
  CHECK(other.connections() == 0);
}

TEST_CASE("a redirect on the same origin is followed for HEAD, and not for POST") {
  Pilot pilot;
  const ScriptedServer server(
      [](const Asked& asked) {
        if (asked.method == "HEAD" && asked.target == "/v1/projects/1/submission")
          return answer(301, {{"Location", "/v1/projects/1/submission/"}});
        return asked.method == "HEAD" ? openrosa(204) : answer(301, {{"Location", "/v1/projects/1/submission/"}});
      },
      test_identity());
  pilot.outbox.add("a");
  CHECK(pilot.sync_with(server).failures.at(0).code == ErrorCode::captive_portal);
  CHECK(server.asked("HEAD").size() == 2);
  CHECK(server.asked("POST").size() == 1);
}

TEST_CASE("endless redirects end") {
  Pilot pilot;
  const ScriptedServer server([](const Asked&) { return answer(302, {{"Location", "/again"}}); }, test_identity());
  pilot.outbox.add("a");
  CHECK(pilot.sync_with(server).failures.at(0).code == ErrorCode::captive_portal);
  CHECK(server.asked().size() == 4);
}

TEST_CASE("the wrong address on the right server says so") {
  for (const int status : {400, 404, 410}) {
    const auto failure = failure_of_probe(openrosa(status));
    CHECK(name(failure.code) == "no_project");
    CHECK(failure.status == status);
    CHECK(failure.message.contains("no project at this address"));
  }
}

TEST_CASE("a failing server is not posted to") { CHECK(failure_of_probe(answer(502)).code == ErrorCode::server_error); }

TEST_CASE("responses go where the answer to HEAD says, as long as that is on the same server") {
  const auto posted_to = [](const std::string& location) {
    Pilot pilot;
    std::string origin;
    const ScriptedServer server(
        [&](const Asked& asked) {
          if (asked.method != "HEAD") return openrosa(201);
          return openrosa(204, {{"Location", location.starts_with("…") ? origin + location.substr(std::string("…").size()) : location}});
        },
        test_identity());
    origin = server.origin();
    pilot.outbox.add("a");
    CHECK(pilot.sync_with(server).sent == 1);
    REQUIRE(server.asked("POST").size() == 1);
    return server.asked("POST")[0].target;
  };
  CHECK(posted_to("…/receive/1?lane=2") == "/receive/1?lane=2");
  CHECK(posted_to("/receive/1") == "/receive/1");
  for (const char* elsewhere : {"https://elsewhere.example/receive/1", "//elsewhere.example/receive/1", "http://localhost/receive/1",
                                "https://user:secret@localhost/receive/1", "receive", "https://", "…/receive#1"})
    CHECK(posted_to(elsewhere) == "/v1/projects/1/submission");
  // A server that does not know its public name.
  CHECK(posted_to("https://inside.example/v1/projects/1/receive") == "/v1/projects/1/receive");
}

TEST_CASE("a server that does not know HEAD gets the post, whose answer decides") {
  Pilot pilot;
  const ScriptedServer server([](const Asked& asked) { return asked.method == "HEAD" ? answer(405) : openrosa(201); }, test_identity());
  pilot.outbox.add("a");
  CHECK(pilot.sync_with(server).sent == 1);
}

TEST_CASE("many responses go over one connection after one probe") {
  Pilot pilot;
  const ScriptedServer server(posts({openrosa(201)}), test_identity());
  for (int i = 0; i < 20; ++i) pilot.outbox.add(std::to_string(i));
  CHECK(pilot.sync_with(server).sent == 20);
  CHECK(server.connections() == 1);
  CHECK(server.asked("HEAD").size() == 1);
}

TEST_CASE("after a broken post the server is asked who it is before the next") {
  Pilot pilot;
  auto turn = std::make_shared<int>(0);
  const ScriptedServer server(
      [=](const Asked& asked) {
        if (asked.method == "HEAD") return ++*turn == 1 ? openrosa(204) : answer(200, {}, "<html>sign in</html>");
        return Reply{.bytes = "HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n<", .then = Then::close};
      },
      test_identity());
  pilot.outbox.add("a");
  pilot.outbox.add("b");
  pilot.sync_with(server);
  CHECK(server.asked("POST").size() == 1);
  CHECK(pilot.outbox.entry("a").failure->code == ErrorCode::no_network);
  CHECK(pilot.outbox.entry("b").failure->code == ErrorCode::captive_portal);
}

TEST_CASE("without anything to send the server is left alone") {
  Pilot pilot;
  const ScriptedServer server(posts({openrosa(201)}), test_identity());
  CHECK(pilot.sync_with(server).sent == 0);
  CHECK(server.connections() == 0);
}
