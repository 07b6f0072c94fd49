// Each row of the answer table, over real TLS.
#include "sync/protocol/submission_response.h"
#include "sync/uploader/pilot.h"

#include <doctest/doctest.h>

#include <atomic>

using namespace pilotage;
using namespace pilotage::tests;

namespace {

std::string envelope(const std::string& message) { return sync::write_submission_response({.message = message}); }

// One response is sent to a server that answers the POST so.
struct Attempt {
  Pilot pilot;
  ScriptedServer server;
  sync::DrainSummary summary;

  explicit Attempt(const Reply& reply) : server(posts({reply}), test_identity()) {
    pilot.outbox.add("a");
    summary = pilot.sync_with(server);
  }
  auto entry() const { return pilot.outbox.entry("a"); }
  void expect_parked(ErrorCode code, const std::string& words) const {
    CHECK(entry().state == "parked");
    REQUIRE(entry().failure);
    CHECK(entry().failure->code == code);
    CHECK_MESSAGE(entry().failure->message.contains(words), entry().failure->message);
    CHECK(summary.parked == 1);
  }
  void expect_retry_after(std::int64_t delay, ErrorCode code) const {
    CHECK(entry().state == "waiting");
    CHECK(entry().retry_time == kMorning + delay);
    CHECK(entry().item.attempts == 1);
    REQUIRE(entry().failure);
    CHECK(entry().failure->code == code);
  }
};

} // namespace

TEST_CASE("201: sent, with the exact bytes, and the receipt of what was sent") {
  const Attempt attempt(openrosa(201, {}, envelope("full submission upload was successful!")));
  CHECK(attempt.entry().state == "sent");
  CHECK(attempt.entry().receipt.instance_id == "uuid:a");
  CHECK(attempt.entry().receipt.sha256 == attempt.entry().item.sha256);
  CHECK(attempt.summary.sent == 1);
  const auto post = attempt.server.asked("POST").at(0);
  CHECK(post.target == "/v1/projects/1/submission");
  CHECK(post.header("X-OpenRosa-Version") == "1.0");
  CHECK(post.header("Date") == "Tue, 14 Nov 2023 22:13:20 GMT");
  CHECK(parts_of(post) == std::map<std::string, std::string>{{"xml_submission_file", attempt.entry().item.xml}});
}

TEST_CASE("202, an exact duplicate, is as good as 201") { CHECK(Attempt(openrosa(202)).entry().state == "sent"); }

TEST_CASE("the endpoint's receipt is stored") {
  const auto hash = [] {
    Pilot pilot;
    pilot.outbox.add("a");
    return pilot.outbox.entry("a").item.sha256;
  }();
  const Attempt attempt(openrosa(201, {{"X-Pilotage-Receipt", "sequence=42; sha256=" + hash + "; attachments=0; instance=uuid%3Aa"}}));
  CHECK(attempt.entry().state == "sent");
  CHECK(attempt.entry().receipt.sequence == 42);
}

TEST_CASE("a receipt for other content parks the response") {
  const Attempt attempt(
      openrosa(201, {{"X-Pilotage-Receipt", "sequence=42; sha256=" + std::string(64, 'a') + "; attachments=0; instance=uuid%3Aa"}}));
  attempt.expect_parked(ErrorCode::conflict, "other content than was sent");
}

TEST_CASE("a receipt that cannot be read is no confirmation") {
  Attempt(openrosa(201, {{"X-Pilotage-Receipt", "sequence=first"}})).expect_retry_after(kMinute, ErrorCode::malformed);
}

TEST_CASE("200 from something that is no OpenRosa server: a captive portal, and nothing counts as sent") {
  const Attempt attempt(answer(200, {{"Content-Type", "text/html"}}, "<html>Welcome to the hotel</html>"));
  CHECK(attempt.entry().state == "waiting");
  CHECK(attempt.entry().failure->code == ErrorCode::captive_portal);
  CHECK(attempt.entry().failure->message.contains("sign in"));
  CHECK(attempt.summary.sent == 0);
}

TEST_CASE("200 from an OpenRosa server is not success either") {
  Attempt(openrosa(200, {}, envelope("ok"))).expect_retry_after(kMinute, ErrorCode::server_error);
}

TEST_CASE("400 parks and shows the server's text") {
  Attempt(openrosa(400, {}, envelope("Form <data> expected")))
      .expect_parked(ErrorCode::refused, "The server says: \"Form <data> expected\"");
}

TEST_CASE("the server's text may come as JSON") {
  Attempt(openrosa(400, {}, R"({"message":"Expected an XML body.","code":400.2})"))
      .expect_parked(ErrorCode::refused, "Expected an XML body.");
}

TEST_CASE("402: tried again every day") { Attempt(openrosa(402)).expect_retry_after(24 * kHour, ErrorCode::refused); }

TEST_CASE("404 parks: the form is not there") { Attempt(openrosa(404)).expect_parked(ErrorCode::not_found, "does not have this form"); }

TEST_CASE("409 parks as a conflict") { Attempt(openrosa(409)).expect_parked(ErrorCode::conflict, "same id"); }

TEST_CASE("410 parks") { Attempt(openrosa(410)).expect_parked(ErrorCode::not_found, "removed"); }

TEST_CASE("413 for the XML alone parks, since nothing can be left out") {
  const Attempt attempt(openrosa(413));
  attempt.expect_parked(ErrorCode::limit_exceeded, "larger than the server takes");
  CHECK(attempt.server.asked("POST").size() == 1);
}

TEST_CASE("423: again in seconds") { Attempt(openrosa(423)).expect_retry_after(5'000, ErrorCode::server_error); }

TEST_CASE("an unknown refusal parks with its number") { Attempt(openrosa(418)).expect_parked(ErrorCode::refused, "418"); }

TEST_CASE("500 and 408: outcome unknown, the same bytes later") {
  Attempt(openrosa(500)).expect_retry_after(kMinute, ErrorCode::server_error);
  Attempt(openrosa(408)).expect_retry_after(kMinute, ErrorCode::timeout);
}

TEST_CASE("Retry-After on 423, 500, 502 and 504 holds for this response, where it is longer than the client would wait; the run goes on") {
  for (const int status : {423, 500, 502, 504}) {
    CAPTURE(status);
    Attempt(openrosa(status, {{"Retry-After", "600"}})).expect_retry_after(10 * kMinute, ErrorCode::server_error);
    Attempt(openrosa(status, {{"Retry-After", "1"}})).expect_retry_after(status == 423 ? 5'000 : kMinute, ErrorCode::server_error);
    Attempt(openrosa(status, {{"Retry-After", "soon"}})).expect_retry_after(status == 423 ? 5'000 : kMinute, ErrorCode::server_error);
    Pilot pilot;
    const ScriptedServer server(posts({openrosa(status, {{"Retry-After", "600"}}), openrosa(201)}), test_identity());
    for (const char* id : {"a", "b"}) pilot.outbox.add(id);
    pilot.sync_with(server);
    CHECK(pilot.outbox.entry("a").retry_time == kMorning + 10 * kMinute);
    CHECK(pilot.outbox.entry("b").state == "sent");
  }
}

TEST_CASE("401 and 403 stop the whole run and ask for credentials") {
  for (const int status : {401, 403}) {
    INFO(status);
    Pilot pilot;
    const ScriptedServer server(posts({openrosa(201), answer(status), openrosa(201)}), test_identity());
    for (const char* id : {"a", "b", "c"}) pilot.outbox.add(id);
    const auto summary = pilot.sync_with(server);
    CHECK(summary.credentials_needed);
    CHECK(summary.sent == 1);
    CHECK(summary.failures.back().code == ErrorCode::unauthorized);
    CHECK(server.asked("POST").size() == 2);
    for (const char* id : {"b", "c"}) {
      CHECK(pilot.outbox.entry(id).state == "waiting");
      CHECK(pilot.outbox.entry(id).retry_time == 0);
      CHECK(pilot.outbox.entry(id).failure->message.contains("settings"));
    }
  }
}

TEST_CASE("429 stops the run for as long as the server asks") {
  Pilot pilot;
  const ScriptedServer server(posts({openrosa(429, {{"Retry-After", "600"}})}), test_identity());
  pilot.outbox.add("a");
  pilot.outbox.add("b");
  sync::ProjectSyncState last;
  const auto summary = sync::drain_once(pilot.outbox, pilot.project_at(server), pilot.options(), [&](const auto& state) { last = state; });
  CHECK(summary->waiting == 2);
  CHECK(last.phase == sync::SyncPhase::waiting);
  CHECK(last.retry_time == kMorning + 600'000);
  CHECK(server.asked("POST").size() == 1);
}

TEST_CASE("503 with a date in Retry-After is read by the server's own clock") {
  Pilot pilot;
  const ScriptedServer server(
      posts({openrosa(503, {{"Date", "Sun, 06 Nov 2033 08:00:00 GMT"}, {"Retry-After", "Sun, 06 Nov 2033 08:20:00 GMT"}})}),
      test_identity());
  pilot.outbox.add("a");
  sync::ProjectSyncState last;
  REQUIRE(sync::drain_once(pilot.outbox, pilot.project_at(server), pilot.options(), [&](const auto& state) { last = state; }).has_value());
  CHECK(last.retry_time == kMorning + 20 * kMinute);
}

TEST_CASE("one poisoned response does not hold up the others") {
  Pilot pilot;
  const ScriptedServer server(posts({openrosa(400), openrosa(500), openrosa(201)}), test_identity());
  for (const char* id : {"a", "b", "c"}) pilot.outbox.add(id);
  const auto summary = pilot.sync_with(server);
  CHECK(pilot.outbox.entry("a").state == "parked");
  CHECK(pilot.outbox.entry("b").state == "waiting");
  CHECK(pilot.outbox.entry("c").state == "sent");
  CHECK(summary.failures.size() == 2);
}

TEST_CASE("three failures of the server in a row end the run") {
  Pilot pilot;
  const ScriptedServer server(posts({openrosa(500)}), test_identity());
  for (const char* id : {"a", "b", "c", "d", "e"}) pilot.outbox.add(id);
  pilot.sync_with(server);
  CHECK(server.asked("POST").size() == 3);
  CHECK(pilot.outbox.entry("e").failure->code == ErrorCode::server_error);
}

TEST_CASE("a reset after the request: the same bytes go again, and once is enough") {
  // The first reset meets a connection that was open before, which libcurl forgives once.
  const Reply cut_off{.bytes = {}, .then = Then::reset};
  Pilot pilot;
  const ScriptedServer server(posts({cut_off, cut_off, openrosa(201)}), test_identity());
  pilot.outbox.add("a");
  pilot.sync_with(server);
  CHECK(pilot.outbox.entry("a").state == "waiting");
  CHECK(pilot.outbox.entry("a").failure->code == ErrorCode::no_network);
  pilot.sync_with(server);
  CHECK(pilot.outbox.entry("a").state == "sent");
  const auto asked = server.asked("POST");
  REQUIRE(asked.size() == 3);
  CHECK(parts_of(asked[0]) == parts_of(asked[2]));
}

TEST_CASE("an answer that never comes: time-out, the same bytes later") {
  Pilot pilot;
  const ScriptedServer server(posts({Reply{.bytes = {}, .then = Then::hang}}), test_identity());
  pilot.outbox.add("a");
  auto options = pilot.options();
  options.timeouts.idle_ms = 200;
  REQUIRE(sync::drain_once(pilot.outbox, pilot.project_at(server), options).has_value());
  CHECK(pilot.outbox.entry("a").state == "waiting");
  CHECK(pilot.outbox.entry("a").failure->code == ErrorCode::timeout);
}

TEST_CASE("an answer cut off in the middle is no answer") {
  Pilot pilot;
  const ScriptedServer server(posts({Reply{.bytes = "HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n<OpenRosa", .then = Then::close}}),
                              test_identity());
  pilot.outbox.add("a");
  pilot.sync_with(server);
  CHECK(pilot.outbox.entry("a").state == "waiting");
  CHECK(pilot.outbox.entry("a").failure->code == ErrorCode::no_network);
}

TEST_CASE("an answer cut off within its headers is no answer: they may have held the receipt") {
  for (const bool tls : {true, false}) {
    Pilot pilot;
    const ScriptedServer server(posts({Reply{.bytes = "HTTP/1.1 201 Created\r\nX-OpenRosa-Version: 1.0\r\n", .then = Then::close}}),
                                tls ? std::optional(test_identity()) : std::nullopt);
    pilot.outbox.add("a");
    pilot.sync_with(server);
    CHECK(pilot.outbox.entry("a").state == "waiting");
    CHECK(pilot.outbox.entry("a").failure->code == ErrorCode::no_network);
  }
}

TEST_CASE("a server that gives receipts and once does not: the same bytes again") {
  Pilot pilot;
  const ScriptedServer server(posts({openrosa(201)}, {{"X-Pilotage-Extensions", "receipt"}}), test_identity());
  pilot.outbox.add("a");
  pilot.sync_with(server);
  CHECK(pilot.outbox.entry("a").state == "waiting");
  CHECK(pilot.outbox.entry("a").failure->message.contains("without its receipt"));
}

TEST_CASE("an answer that is no HTTP, one with endless headers and one without end are refused in bounded memory") {
  const std::string endless = "HTTP/1.1 201 Created\r\n" + [] {
    std::string headers;
    for (int i = 0; i < 3'000; ++i) headers += "X-Filler-" + std::to_string(i) + ": " + std::string(30, 'x') + "\r\n";
    return headers;
  }() + "\r\n";
  for (const auto& bytes : {std::string("SSH-2.0-OpenSSH_9.2\r\n"), endless,
                            "HTTP/1.1 201 Created\r\nContent-Length: 5000000\r\n\r\n" + std::string(5'000'000, 'x')}) {
    INFO(bytes.substr(0, 40));
    Pilot pilot;
    const ScriptedServer server(posts({Reply{.bytes = bytes, .then = Then::close}}), test_identity());
    pilot.outbox.add("a");
    pilot.sync_with(server);
    CHECK(pilot.outbox.entry("a").state == "waiting");
    CHECK(pilot.outbox.entry("a").failure);
  }
}

namespace {

const Reply kMaintenance = answer(404, {{"Content-Type", "text/html"}}, "<html><body><h1>404 Not Found</h1>nginx</body></html>");

} // namespace

TEST_CASE("a refusal that is not the server's own word is an outage at first, and parks where it stays though the server is there") {
  for (const int status : {400, 404, 405, 409, 410, 418, 421}) {
    CAPTURE(status);
    Pilot pilot;
    const ScriptedServer server(posts({answer(status, {}, "<html>nginx</html>")}), test_identity());
    pilot.outbox.add("a");
    pilot.sync_with(server);
    CHECK(pilot.outbox.entry("a").state == "waiting");
    CHECK(pilot.outbox.entry("a").retry_time == kMorning + kMinute);
    CHECK(pilot.outbox.entry("a").failure->code == ErrorCode::server_error);
    CHECK(pilot.outbox.entry("a").failure->message.contains("tried again by itself"));
    CHECK(pilot.outbox.entry("a").failure->status == 0); // screens explain a status as the server's
    pilot.clock += kMinute;
    pilot.sync_with(server);
    CHECK(pilot.outbox.entry("a").state == "parked");
    CHECK(pilot.outbox.entry("a").failure->status == status);
    CHECK(pilot.outbox.entry("a").failure->message.contains("show this message") != (status == 404 || status == 409 || status == 410));
  }
}

TEST_CASE("a proxy that answers in the server's place for a while parks nothing, however often it is asked") {
  Pilot pilot;
  auto away = std::make_shared<std::atomic<bool>>(false);
  auto first = std::make_shared<std::atomic<bool>>(true);
  const ScriptedServer server(
      [=](const Asked& asked) {
        if (*away) return kMaintenance;
        if (asked.method == "HEAD") return openrosa(204);
        if (first->exchange(false)) return openrosa(201);
        *away = true; // in the midst of a run
        return kMaintenance;
      },
      test_identity());
  for (int i = 0; i < 10; ++i) pilot.outbox.add(std::to_string(i));
  for (int i = 0; i < 5; ++i) {
    pilot.clock += kHour;
    const auto before = server.asked().size();
    const auto summary = pilot.sync_with(server);
    CHECK(summary.parked == 0);
    CHECK(summary.waiting == 9);
    CHECK(server.asked().size() - before <= 4);
  }
  *away = false;
  pilot.clock += kHour;
  const ScriptedServer back(posts({openrosa(201)}), test_identity());
  CHECK(pilot.sync_with(back).sent == 9);
}

TEST_CASE("what begins between the probe and the post of a response that failed before parks nothing either") {
  Pilot pilot;
  auto stage = std::make_shared<std::atomic<int>>(0);
  const ScriptedServer server(
      [=](const Asked& asked) {
        if (*stage == 2) return kMaintenance;
        if (asked.method == "HEAD") return openrosa(204);
        return (*stage)++ == 0 ? openrosa(500) : kMaintenance;
      },
      test_identity());
  pilot.outbox.add("a");
  for (int i = 0; i < 3; ++i) pilot.sync_with(server);
  CHECK(pilot.outbox.entry("a").state == "waiting");
}

TEST_CASE("the server's own word parks at once: an OpenRosa header or envelope, or the JSON of Central, KoboToolbox and our endpoint") {
  for (const auto& reply : {openrosa(404), answer(404, {}, envelope("No such form.")),
                            answer(404, {}, R"({"message":"Not here.","code":404.1})"), answer(400, {}, R"({"detail":"Not found."})")}) {
    const Attempt attempt(reply);
    CHECK(attempt.entry().state == "parked");
    CHECK(attempt.server.asked("POST").size() == 1);
  }
}

TEST_CASE("an old server that does not know HEAD is believed after it was asked twice") {
  Pilot pilot;
  const ScriptedServer server([](const Asked& asked) { return asked.method == "HEAD" ? answer(405) : answer(404); }, test_identity());
  pilot.outbox.add("a");
  pilot.sync_with(server);
  CHECK(pilot.outbox.entry("a").state == "waiting");
  pilot.sync_with(server);
  CHECK(pilot.outbox.entry("a").state == "parked");
}

TEST_CASE("responses that the server always fails at do not hold up the others when all are tried again") {
  Pilot pilot;
  const ScriptedServer server(
      [](const Asked& asked) {
        if (asked.method == "HEAD") return openrosa(204);
        return openrosa(asked.body.contains("poison") ? 500 : 201);
      },
      test_identity());
  for (const char* id : {"poison1", "poison2", "poison3", "poison4", "x", "y", "z"}) pilot.outbox.add(id);
  pilot.sync_with(server); // three that were never tried: as if the server were ill
  pilot.sync_with(server);
  CHECK(pilot.outbox.count("sent") == 3);
  CHECK(pilot.outbox.entry("poison4").state == "waiting");
}

TEST_CASE("a server that is ill gets few posts, also when all are tried again and again") {
  Pilot pilot;
  const ScriptedServer server(posts({openrosa(500)}), test_identity());
  for (int i = 0; i < 40; ++i) pilot.outbox.add(std::to_string(i));
  for (int i = 0; i < 8; ++i) {
    const auto before = server.asked("POST").size();
    pilot.sync_with(server);
    CHECK(server.asked("POST").size() - before <= 6);
  }
}
