// Who we are: Basic, Digest, Bearer, a token in the path; never in the clear, never to another host.
#include "sync/uploader/digest.h"
#include "sync/uploader/pilot.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace pilotage;
using namespace pilotage::tests;

namespace {

Reply only_with(bool good, const Asked& asked, const std::string& challenge) {
  if (!good) return answer(401, {{"WWW-Authenticate", challenge}});
  return asked.method == "HEAD" ? openrosa(204) : openrosa(201);
}

// Knows one person, by a Digest only.
Reply digest_server(const Asked& asked) {
  return only_with(digest_holds(asked, "sesame"), asked, R"(Digest realm="kobo", nonce="abc123", algorithm=MD5)");
}

sync::Server as_ana(const Pilot& pilot, const ScriptedServer& server, sync::AuthKind how) {
  auto target = pilot.server_at(server.origin());
  target.auth = how;
  target.username = "ana";
  target.password = "sesame";
  return target;
}

} // namespace

TEST_CASE("Basic, over TLS, on every request") {
  Pilot pilot;
  const ScriptedServer server(
      [](const Asked& asked) { return only_with(asked.header("Authorization") == "Basic YW5hOnPDqXNhbWU=", asked, "Basic"); },
      test_identity());
  pilot.outbox.add("a");
  auto target = as_ana(pilot, server, sync::AuthKind::basic);
  target.password = "sésame";
  CHECK(pilot.sync_with(target).sent == 1);
  target.password = "wrong";
  pilot.outbox.add("b");
  const auto summary = pilot.sync_with(target);
  CHECK(summary.credentials_needed);
  CHECK(summary.failures.at(0).message.contains("user name, password or token"));
}

TEST_CASE("Digest answers the server's challenge, and sends the whole body after it") {
  Pilot pilot;
  const ScriptedServer server(digest_server, test_identity());
  pilot.outbox.add("a");
  auto target = as_ana(pilot, server, sync::AuthKind::digest);
  CHECK(pilot.sync_with(target).sent == 1);
  const auto accepted = server.asked("POST").back();
  CHECK(parts_of(accepted).at("xml_submission_file") == pilot.outbox.entry("a").item.xml);
  for (const auto& asked : server.asked()) CHECK_FALSE(asked.header("Authorization").contains("sesame"));

  target.password = "wrong";
  pilot.outbox.add("b");
  CHECK(pilot.sync_with(target).credentials_needed);
}

TEST_CASE("Digest with qop=\"auth\", as Kobo asks for it: the client's nonce and its count are in the answer") {
  Pilot pilot;
  const ScriptedServer server(
      [](const Asked& asked) {
        const bool good = digest_field(asked.header("Authorization"), "qop") == "auth" && digest_holds(asked, "sesame");
        return only_with(good, asked, R"(Digest realm="kobo", nonce="abc123", opaque="xyz", algorithm="MD5", qop="auth", stale="false")");
      },
      test_identity());
  pilot.outbox.add("a");
  CHECK(pilot.sync_with(as_ana(pilot, server, sync::AuthKind::digest)).sent == 1);
  const auto answered = server.asked("POST").back().header("Authorization");
  CHECK(digest_field(answered, "opaque") == "xyz");
  CHECK(digest_field(answered, "nc").size() == 8);
  CHECK_FALSE(digest_field(answered, "cnonce").empty());

  pilot.outbox.add("b");
  CHECK(pilot.sync_with(as_ana(pilot, server, sync::AuthKind::basic)).sent == 1);

  auto wrong = as_ana(pilot, server, sync::AuthKind::digest);
  wrong.password = "wrong";
  pilot.outbox.add("c");
  CHECK(pilot.sync_with(wrong).credentials_needed);
}

TEST_CASE("a user name and password serve a server that asks for Digest, too") {
  Pilot pilot;
  const ScriptedServer server(digest_server, test_identity());
  pilot.outbox.add("a");
  CHECK(pilot.sync_with(as_ana(pilot, server, sync::AuthKind::basic)).sent == 1);
  CHECK(parts_of(server.asked("POST").back()).at("xml_submission_file") == pilot.outbox.entry("a").item.xml);
  CHECK(std::ranges::count_if(server.asked(), [](const Asked& asked) { return asked.header("Authorization").starts_with("Basic"); }) == 1);
}

TEST_CASE("a Digest server cannot talk the client into Basic") {
  Pilot pilot;
  const ScriptedServer server([](const Asked&) { return answer(401, {{"WWW-Authenticate", "Basic realm=\"trap\""}}); }, test_identity());
  pilot.outbox.add("a");
  CHECK(pilot.sync_with(as_ana(pilot, server, sync::AuthKind::digest)).credentials_needed);
  for (const auto& asked : server.asked()) CHECK(asked.header("Authorization").empty());
}

TEST_CASE("Bearer tokens, and a token in the path that no message shows") {
  Pilot pilot;
  const ScriptedServer server(
      [](const Asked& asked) { return only_with(asked.header("Authorization") == "Bearer t0ken", asked, "Bearer"); }, test_identity());
  pilot.outbox.add("a");
  auto target = pilot.server_at(server.origin());
  target.auth = sync::AuthKind::bearer;
  target.password = "t0ken";
  CHECK(pilot.sync_with(target).sent == 1);

  const ScriptedServer keyed([](const Asked&) { return answer(403); }, test_identity());
  auto by_key = pilot.server_at(keyed.origin());
  by_key.url = keyed.origin() + "/v1/key/s3cret/projects/7";
  pilot.outbox.add("b");
  const auto summary = pilot.sync_with(by_key);
  CHECK(keyed.asked().at(0).target == "/v1/key/s3cret/projects/7/submission");
  CHECK(summary.credentials_needed);
  CHECK_FALSE(summary.failures.at(0).message.contains("s3cret"));
}

TEST_CASE("plain http is refused before a connection is made, but for tests on loopback") {
  Pilot pilot;
  const ScriptedServer server(posts({openrosa(201)}));
  pilot.outbox.add("a");
  auto target = pilot.server_at(server.origin());
  target.allow_plain_http_on_loopback = false;
  target.auth = sync::AuthKind::basic;
  target.username = "ana";
  target.password = "sesame";
  CHECK(pilot.sync_with(target).failures.at(0).code == ErrorCode::invalid_value);
  CHECK(pilot.sync_with(target).failures.at(0).message.contains("https://"));
  CHECK(server.connections() == 0);
  target.allow_plain_http_on_loopback = true;
  CHECK(pilot.sync_with(target).failures.at(0).message.contains("passwords"));
  target.auth = sync::AuthKind::bearer;
  CHECK(pilot.sync_with(target).failures.at(0).message.contains("tokens"));
  CHECK(server.connections() == 0);
  target.auth = sync::AuthKind::none;
  CHECK(pilot.sync_with(target).sent == 1);

  sync::Server far{.url = "http://collect.example/v1/projects/1", .allow_plain_http_on_loopback = true};
  CHECK_FALSE(sync::check_server(far).has_value());
}

TEST_CASE("credentials that are not complete ask for themselves before anything is sent") {
  Pilot pilot;
  pilot.outbox.add("a");
  const ScriptedServer server(posts({openrosa(201)}), test_identity());
  auto target = pilot.server_at(server.origin());
  target.auth = sync::AuthKind::basic;
  const auto summary = pilot.sync_with(target);
  CHECK(summary.credentials_needed);
  CHECK(server.connections() == 0);
}
