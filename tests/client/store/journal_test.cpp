#include "client/store/journal.h"

#include <array>

#include "client/store/fixture.h"

using namespace pilotage;
using namespace pilotage::tests;
using store::StepKind;

TEST_CASE("rows come back as they were written, in order") {
  StoreFixture fixture;
  const auto id = fixture.add_draft(fixture.add_form());
  store::Journal journal(fixture.store);
  const std::array rows = {store::JournalRow{.sequence = 1,
                                             .kind = StepKind::answer,
                                             .ref = "/data/a",
                                             .value = "l\xe2\x80\x99\xc5\x93uvre\n2",
                                             .time = 5,
                                             .utc_offset = -25200,
                                             .seed = 0x8000'0000'0000'0001},
                           store::JournalRow{.sequence = 2, .kind = StepKind::undo, .time = 6}};
  need(journal.append(id, rows, "name"));
  const auto read = need(journal.rows(id));
  REQUIRE(read.size() == 2);
  CHECK(read[0].value == rows[0].value);
  CHECK(read[0].seed == rows[0].seed);
  CHECK(read[0].utc_offset == -25200);
  CHECK(read[1].kind == StepKind::undo);
  CHECK(need(store::Responses(fixture.store).get(id)).instance_name == "name");
  CHECK(need(store::Responses(fixture.store).get(id)).changed_at == 6);
}

TEST_CASE("a language step is noted in the response") {
  StoreFixture fixture;
  const auto id = fixture.add_draft(fixture.add_form());
  const std::array rows = {store::JournalRow{.sequence = 1, .kind = StepKind::set_language, .value = "es"}};
  need(store::Journal(fixture.store).append(id, rows));
  CHECK(need(store::Responses(fixture.store).get(id)).language == "es");
}

TEST_CASE("two programs cannot write the same step, and the first one's stays") {
  StoreFixture fixture;
  const auto id = fixture.add_draft(fixture.add_form());
  store::Store other = fixture.open();
  const std::array ours = {store::JournalRow{.sequence = 1, .ref = "/data/a", .value = "ours"}};
  const std::array theirs = {store::JournalRow{.sequence = 1, .ref = "/data/a", .value = "theirs"}};
  need(store::Journal(fixture.store).append(id, ours));
  CHECK(store::Journal(other).append(id, theirs).error().code == ErrorCode::conflict);
  CHECK(need(store::Journal(other).rows(id)).front().value == "ours");
}

TEST_CASE("a gap in the sequence is refused") {
  StoreFixture fixture;
  const auto id = fixture.add_draft(fixture.add_form());
  const std::array rows = {store::JournalRow{.sequence = 3}};
  CHECK(store::Journal(fixture.store).append(id, rows).error().code == ErrorCode::conflict);
  CHECK(need(store::Journal(fixture.store).rows(id)).empty());
}

TEST_CASE("a finalized response takes no more steps") {
  StoreFixture fixture;
  const auto id = fixture.add_queued(fixture.add_form(), "uuid:1");
  const std::array rows = {store::JournalRow{.sequence = 1}};
  CHECK(store::Journal(fixture.store).append(id, rows).error().code == ErrorCode::conflict);
}
