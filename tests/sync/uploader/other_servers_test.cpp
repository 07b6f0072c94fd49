// The client at servers of others, whose answers these scripts give in the shapes that were seen on them: ODK Central and KoboToolbox.
#include "sync/protocol/base64.h"
#include "sync/uploader/pilot.h"

#include <doctest/doctest.h>

using namespace pilotage;
using namespace pilotage::tests;

namespace {

const Headers kCentral = {{"Content-Type", "text/xml; charset=utf-8"},
                          {"X-OpenRosa-Accept-Content-Length", "100000000"},
                          {"Date", "Tue, 14 Nov 2023 22:13:20 GMT"}};

Reply central(int status, std::string_view message) {
  return openrosa(status, kCentral,
                  "<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\" items=\"0\"><message nature=\"\">" + std::string(message) +
                      "</message></OpenRosaResponse>");
}

// Central wants the version on every OpenRosa request, exactly.
ScriptedServer::Script central_that_says(Reply to_post) {
  return [to_post](const Asked& asked) {
    if (asked.header("X-OpenRosa-Version") != "1.0" || asked.header("Date").empty()) return central(400, "version");
    if (asked.target != "/v1/key/abcdefgh/projects/7/submission") return central(404, "not here");
    return asked.method == "HEAD" ? openrosa(204, kCentral) : to_post;
  };
}

struct Laptop : Pilot {
  Laptop() { outbox.add("a"); }
  MemoryOutbox::Entry entry() const { return outbox.entry("a"); }
  sync::DrainSummary sync_to_central(const ScriptedServer& server) {
    auto target = server_at(server.origin());
    target.url = server.origin() + "/v1/key/abcdefgh/projects/7";
    return sync_with(target);
  }
  // Kobo: Basic over HTTPS, the account's name before the path.
  sync::DrainSummary sync_to_kobo(const ScriptedServer& server) {
    auto target = server_at(server.origin());
    target.url = server.origin() + "/ana";
    target.auth = sync::AuthKind::basic;
    target.username = "ana";
    target.password = "sesame";
    return sync_with(target);
  }
};

Reply kobo(int status, std::string_view message) {
  return openrosa(status, {{"Content-Type", "text/xml; charset=utf-8"}},
                  "<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\"><message>" + std::string(message) +
                      "</message></OpenRosaResponse>");
}

// Kobo answers HEAD with 204 whoever asks.
ScriptedServer::Script kobo_that_says(Reply to_post) {
  return [to_post](const Asked& asked) {
    if (asked.method == "HEAD") return openrosa(204, {{"X-OpenRosa-Accept-Content-Length", "10000000"}});
    if (asked.header("Authorization") != "Basic " + sync::base64("ana:sesame"))
      return answer(401, {{"WWW-Authenticate", "Digest realm=\"DJANGO\", nonce=\"1\", algorithm=MD5"}});
    return asked.target == "/ana/submission" ? to_post : answer(404);
  };
}

} // namespace

TEST_CASE("Central, by the app user's path: 201 is sent, and there is no receipt to wait for") {
  Laptop laptop;
  const ScriptedServer server(central_that_says(central(201, "full submission upload was successful!")), test_identity());
  CHECK(laptop.sync_to_central(server).sent == 1);
  CHECK(laptop.entry().state == "sent");
  CHECK(laptop.entry().receipt.sequence == 0);
  REQUIRE(server.asked().size() == 2);
  CHECK(server.asked()[0].method == "HEAD");
}

TEST_CASE("Central's 409 parks with its own words") {
  Laptop laptop;
  const ScriptedServer server(
      central_that_says(central(409, "A submission already exists with this ID, but with different form XML attached.")), test_identity());
  laptop.sync_to_central(server);
  CHECK(laptop.entry().state == "parked");
  CHECK(laptop.entry().failure->code == ErrorCode::conflict);
  CHECK(laptop.entry().failure->message.contains("already exists with this ID"));
}

TEST_CASE("Central's revoked token is 403 without an envelope, and no message shows the token") {
  Laptop laptop;
  const ScriptedServer server(
      [](const Asked&) {
        return answer(403, {{"Content-Type", "application/json"}},
                      R"({"message":"The authentication you provided is not valid.","code":403.1})");
      },
      test_identity());
  const auto summary = laptop.sync_to_central(server);
  CHECK(summary.credentials_needed);
  CHECK(server.asked("POST").empty());
  CHECK_FALSE(summary.failures.at(0).message.contains("abcdefgh"));
}

TEST_CASE("Kobo: a 204 to HEAD proves no password, the post does") {
  Laptop laptop;
  const ScriptedServer server(kobo_that_says(kobo(201, "Successful submission.")), test_identity());
  CHECK(laptop.sync_to_kobo(server).sent == 1);
  auto wrong = laptop.server_at(server.origin());
  wrong.url = server.origin() + "/ana";
  wrong.auth = sync::AuthKind::basic;
  wrong.username = "ana";
  wrong.password = "wrong";
  laptop.outbox.add("b");
  CHECK(laptop.sync_with(wrong).credentials_needed);
  CHECK(laptop.outbox.entry("b").state == "waiting");
}

TEST_CASE("Kobo's 202, an exact duplicate, is done") {
  Laptop laptop;
  const ScriptedServer server(kobo_that_says(kobo(202, "Duplicate submission")), test_identity());
  CHECK(laptop.sync_to_kobo(server).sent == 1);
}

TEST_CASE("Kobo over its quota is tried daily, and a record in process soon") {
  for (const auto& [status, wait] : {std::pair{402, 24 * kHour}, std::pair{423, std::int64_t{5'000}}}) {
    Laptop laptop;
    const ScriptedServer server(kobo_that_says(kobo(status, "not now")), test_identity());
    laptop.sync_to_kobo(server);
    CHECK(laptop.entry().state == "waiting");
    CHECK(laptop.entry().retry_time == kMorning + wait);
    CHECK(laptop.entry().failure->message.contains("not now"));
  }
}
