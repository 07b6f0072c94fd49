#include "client/session/pilot_session.h"

#include "client/session/fixture.h"

using namespace pilotage;
using namespace pilotage::tests;

namespace {
const store::PilotSessionDetails kRabat{
    .country = "MAR", .place = "Rabat", .date = "2026-03-01", .modality = "in_person", .facilitator = "F."};
}

TEST_CASE("a day: two participants in a row, each with responses of their own") {
  SessionFixture fixture;
  auto session = need(session::PilotSession::start(fixture.store, kRabat));
  CHECK(session.participant().code == "P1");
  auto filling = fixture.start({.participant = session.participant().id});
  answer(filling, "/data/name", "A");
  CHECK(need(session.responses()).size() == 1);
  CHECK(need(session.responses()).front().participant_code == "P1");
  CHECK(need(session.hand_over()).code == "P2");
  CHECK(need(session.responses()).empty());
  CHECK(session.participants().front().ended_at > 0);
  need(session.end());
  CHECK(session.row().ended_at > 0);
  CHECK(session.hand_over().error().code == ErrorCode::conflict);
}

TEST_CASE("after a restart the session goes on with the same participant") {
  SessionFixture fixture;
  CHECK_FALSE(need(session::PilotSession::running(fixture.store)).has_value());
  auto session = need(session::PilotSession::start(fixture.store, kRabat));
  need(session.hand_over());
  const auto again = need(session::PilotSession::running(fixture.store));
  REQUIRE(again.has_value());
  CHECK(again->participant().code == "P2");
  CHECK(again->row().details.place == "Rabat");
  CHECK(session::PilotSession::start(fixture.store, kRabat).error().code == ErrorCode::conflict);
}

TEST_CASE("a session needs a day and a modality that exist") {
  SessionFixture fixture;
  store::PilotSessionDetails details = kRabat;
  for (const char* date : {"", "2026-02-30", "01/03/2026", "2026-3-1"}) {
    CAPTURE(date);
    details.date = date;
    CHECK(session::PilotSession::start(fixture.store, details).error().code == ErrorCode::invalid_value);
  }
  details = kRabat;
  details.modality = "by post";
  CHECK(session::PilotSession::start(fixture.store, details).error().code == ErrorCode::invalid_value);
}
