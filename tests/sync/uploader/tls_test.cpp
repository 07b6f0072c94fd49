// Certificates are always verified: each way in which one can be wrong, with words that say which.
#include "sync/uploader/pilot.h"

#include <doctest/doctest.h>

#include <fstream>

using namespace pilotage;
using namespace pilotage::tests;

namespace {

sync::SendFailure failure_against(const Identity& identity, const std::function<void(sync::Server&)>& change = {}) {
  Pilot pilot;
  const ScriptedServer server(posts({openrosa(201)}), identity);
  pilot.outbox.add("a");
  auto target = pilot.server_at(server.origin());
  if (change) change(target);
  const auto summary = pilot.sync_with(target);
  CHECK(summary.sent == 0);
  CHECK(server.asked().empty()); // not one byte of a request before the certificate is trusted
  REQUIRE(summary.failures.size() == 1);
  return summary.failures[0];
}

} // namespace

TEST_CASE("a certificate from an authority that nobody trusts") {
  const auto failure = failure_against(ThrowawayCa("Somebody else").issue());
  INFO(failure.message);
  CHECK(failure.code == ErrorCode::tls_untrusted);
  CHECK(failure.message.contains("not from the authority that this project trusts"));
}

TEST_CASE("a forged authority that bears the name of the right one is not mistaken for a broken line") {
  CHECK(failure_against(ThrowawayCa("Throw-away test authority").issue()).code == ErrorCode::tls_untrusted);
}

TEST_CASE("without an authority of its own a project trusts the system's only") {
  const auto failure = failure_against(test_identity(), [](sync::Server& server) { server.ca_file.clear(); });
  INFO(failure.message);
  CHECK(failure.code == ErrorCode::tls_untrusted);
  CHECK(failure.message.contains("settings code"));
}

TEST_CASE("a certificate for another host") {
  const auto failure = failure_against(test_ca().issue({.alternative_names = "DNS:other.example"}));
  INFO(failure.message);
  CHECK(failure.code == ErrorCode::tls_untrusted);
  CHECK(failure.message.contains("belongs to another name"));
}

TEST_CASE("an expired certificate, or a laptop whose clock is wrong") {
  const auto failure = failure_against(test_ca().issue({.valid_from_s = -7'200, .valid_until_s = -3'600}));
  INFO(failure.message);
  CHECK(failure.code == ErrorCode::tls_untrusted);
  CHECK(failure.message.contains("expired"));
  CHECK(failure.message.contains("date and time of this computer"));
}

TEST_CASE("a certificate that is not valid yet") {
  const auto failure = failure_against(test_ca().issue({.valid_from_s = 3'600, .valid_until_s = 7'200}));
  INFO(failure.message);
  CHECK(failure.code == ErrorCode::tls_untrusted);
  CHECK(failure.message.contains("not valid yet"));
}

TEST_CASE("an authority file that is not there, or is none") {
  const auto missing = failure_against(test_identity(), [](sync::Server& server) { server.ca_file += ".missing"; });
  CHECK(missing.code == ErrorCode::tls_untrusted);
  CHECK(missing.message.contains("authority cannot be read"));
  const auto garbage = failure_against(test_identity(), [](sync::Server& server) { std::ofstream(server.ca_file) << "hello"; });
  CHECK(garbage.code == ErrorCode::tls_untrusted);
}

TEST_CASE("a server that speaks plain HTTP where TLS is expected") {
  Pilot pilot;
  const ScriptedServer server(posts({openrosa(201)}));
  pilot.outbox.add("a");
  const auto summary = pilot.sync_with(pilot.server_at("https://localhost:" + std::to_string(server.port())));
  REQUIRE(summary.failures.size() == 1);
  CHECK(summary.failures[0].code == ErrorCode::no_network);
  CHECK(summary.failures[0].message.contains("No secure connection"));
}
