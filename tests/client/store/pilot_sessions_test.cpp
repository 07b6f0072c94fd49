#include "client/store/pilot_sessions.h"

#include "client/store/fixture.h"

using namespace pilotage;
using namespace pilotage::tests;

TEST_CASE("one session runs at a time, and turns follow each other") {
  StoreFixture fixture;
  store::PilotSessions sessions(fixture.store);
  CHECK_FALSE(need(sessions.running()).has_value());
  const auto session =
      need(sessions.create({.country = "MAR", .place = "Rabat", .date = "2026-03-01", .modality = "in_person", .facilitator = "F."}));
  CHECK(sessions.create({}).error().code == ErrorCode::conflict);
  CHECK(need(sessions.next_participant(session.id)).code == "P1");
  fixture.clock += 60'000;
  CHECK(need(sessions.next_participant(session.id)).code == "P2");
  auto participants = need(sessions.participants(session.id));
  REQUIRE(participants.size() == 2);
  CHECK(participants[0].ended_at == fixture.clock);
  CHECK(participants[1].ended_at == 0);
  CHECK(need(sessions.running())->details.place == "Rabat");
  need(sessions.end(session.id));
  CHECK(need(sessions.participants(session.id))[1].ended_at == fixture.clock);
  CHECK_FALSE(need(sessions.running()).has_value());
  CHECK(sessions.next_participant(session.id).error().code == ErrorCode::conflict);
  CHECK(need(sessions.list()).size() == 1);
}
