#include "client/store/response.h"

#include "client/store/content_files.h"
#include "client/store/fixture.h"

using namespace pilotage;
using namespace pilotage::tests;
using store::ResponseState;

TEST_CASE("a new response is a draft that keeps how it began") {
  StoreFixture fixture;
  store::Responses responses(fixture.store);
  const auto id = fixture.add_draft(fixture.add_form());
  const auto response = need(responses.get(id));
  CHECK(response.state == ResponseState::draft);
  CHECK(response.form_id == "visit");
  CHECK(response.form_version == "1");
  CHECK(response.form_title == "A visit");
  CHECK(response.language == "fr");
  CHECK(response.created_at == fixture.clock);
  CHECK(response.content_hash.empty());
  const auto start = need(responses.start_of(id));
  CHECK(start.instance_xml == "<data/>");
  CHECK(start.utc_offset == 3600);
  CHECK(start.seed == 0xFFFF'FFFF'FFFF'FFFF);
}

TEST_CASE("a response goes from draft to confirmed, one step after the other and no other way") {
  StoreFixture fixture;
  store::Responses responses(fixture.store);
  const auto id = fixture.add_draft(fixture.add_form());
  const std::string xml = "<data id=\"visit\"/>";
  const store::StoredReceipt receipt{.instance_id = "uuid:1", .content_hash = store::content_hash(xml), .sequence = 7, .received_at = 5};

  CHECK(responses.queue(id).error().code == ErrorCode::conflict);
  CHECK(responses.mark_sent(id, receipt).error().code == ErrorCode::conflict);
  CHECK(responses.frozen_xml(id).error().code == ErrorCode::not_found);

  fixture.clock += 1000;
  need(responses.finalize(id, xml, "Visit 1", {}));
  CHECK(need(responses.get(id)).state == ResponseState::finalized);
  CHECK(need(responses.get(id)).instance_name == "Visit 1");
  CHECK(need(responses.get(id)).finalized_at == fixture.clock);
  CHECK(need(responses.frozen_xml(id)) == xml);
  CHECK(responses.finalize(id, "<other/>", "", {}).error().code == ErrorCode::conflict);
  CHECK(need(responses.frozen_xml(id)) == xml);
  CHECK(responses.discard(id).error().code == ErrorCode::conflict);

  need(responses.queue(id));
  need(responses.mark_sent(id, receipt));
  CHECK(need(responses.get(id)).state == ResponseState::confirmed);
  CHECK(need(responses.receipt(id))->sequence == 7);
}

TEST_CASE("a response whose name cannot be read is listed with the reason, and hides no other") {
  StoreFixture fixture;
  store::Responses responses(fixture.store);
  const auto form = fixture.add_form();
  fixture.add_queued(form, "uuid:1");
  const auto damaged = fixture.add_draft(form, "uuid:2");
  const auto newer = fixture.add_queued(form, "uuid:3");
  fixture.store.database().run("UPDATE responses SET instance_name = x'' WHERE id = ?", damaged);
  fixture.store.database().run("UPDATE responses SET instance_name = x'7f00' WHERE id = ?", newer);
  const auto rows = need(responses.list());
  REQUIRE(rows.size() == 3);
  for (const auto& row : rows) {
    CAPTURE(row.instance_id);
    const bool whole = row.instance_id == "uuid:1";
    CHECK(row.name_fault.has_value() != whole);
    if (whole) continue;
    CHECK(row.name_fault->code == (row.id == damaged ? ErrorCode::damaged : ErrorCode::newer_version));
    CHECK(row.instance_name.empty());
    CHECK_FALSE(row.name_fault->message.empty());
  }
  CHECK(need(responses.list(ResponseState::draft)).size() == 1);
  CHECK(need(responses.get(newer)).name_fault);
  CHECK(need(responses.find("uuid:2")).name_fault);
}

TEST_CASE("a receipt for other bytes confirms nothing") {
  StoreFixture fixture;
  store::Responses responses(fixture.store);
  const auto id = fixture.add_queued(fixture.add_form(), "uuid:1");
  need(responses.mark_sent(id, {.instance_id = "uuid:1", .content_hash = store::content_hash("other"), .sequence = 7, .received_at = 5}));
  CHECK(need(responses.delete_confirmed_before(1'000'000)) == 0);
  CHECK(need(responses.get(id)).state == ResponseState::sent);
}

TEST_CASE("a receipt that confirms does so in the same step as the sending, so that no crash leaves a response in between") {
  StoreFixture fixture;
  store::Responses responses(fixture.store);
  const auto id = fixture.add_queued(fixture.add_form(), "uuid:1");
  fixture.store.database().script("CREATE TRIGGER crash BEFORE UPDATE OF state ON responses WHEN new.state = 5 BEGIN SELECT RAISE(ABORT, "
                                  "'here'); END");
  static_assert(static_cast<int>(ResponseState::confirmed) == 5);
  const auto hash = need(responses.get(id)).content_hash;
  CHECK_FALSE(responses.mark_sent(id, {.instance_id = "uuid:1", .content_hash = hash, .sequence = 7, .received_at = 5}));
  CHECK(need(responses.get(id)).state == ResponseState::queued);
  CHECK_FALSE(need(responses.receipt(id)));
}

TEST_CASE("a parked response says why until it is sent, and can be queued again") {
  StoreFixture fixture;
  store::Responses responses(fixture.store);
  const auto id = fixture.add_queued(fixture.add_form(), "uuid:1");
  need(responses.park(id, ErrorCode::refused, "The form is closed."));
  CHECK(need(responses.get(id)).state == ResponseState::parked);
  CHECK(need(responses.get(id)).problem == "The form is closed.");
  CHECK(need(responses.get(id)).problem_code == "refused");
  need(responses.unpark(id));
  CHECK(need(responses.get(id)).state == ResponseState::queued);
  CHECK(need(responses.get(id)).problem == "The form is closed.");
  need(responses.mark_sent(id, {.instance_id = "uuid:1", .content_hash = {}, .sequence = 0, .received_at = 5}));
  CHECK(need(responses.get(id)).problem.empty());
}

TEST_CASE("what was finalized and not queued before the program ended is queued later, unless it has no server") {
  StoreFixture fixture;
  store::Responses responses(fixture.store);
  const auto with_server = fixture.add_draft(fixture.add_form("a", store::ProjectId{3}), "uuid:1");
  const auto without = fixture.add_draft(fixture.add_form("b"), "uuid:2");
  need(responses.finalize(with_server, "<a/>", "", {}));
  need(responses.finalize(without, "<b/>", "", {}));
  CHECK(need(responses.queue_finalized()) == 1);
  CHECK(need(responses.get(with_server)).state == ResponseState::queued);
  CHECK(need(responses.get(without)).state == ResponseState::finalized);
}

TEST_CASE("finalizing with an attachment that is not stored changes nothing") {
  StoreFixture fixture;
  store::Responses responses(fixture.store);
  const auto id = fixture.add_draft(fixture.add_form());
  const auto finalized = responses.finalize(id, "<data/>", "", {"photo.jpg"});
  REQUIRE_FALSE(finalized);
  CHECK(finalized.error().where == "photo.jpg");
  CHECK(need(responses.get(id)).state == ResponseState::draft);
}

TEST_CASE("frozen XML that is no longer what it was is not given out") {
  StoreFixture fixture;
  const auto id = fixture.add_queued(fixture.add_form(), "uuid:1");
  fixture.store.database().run("UPDATE frozen_xml SET xml = ?", store::Blob{"c<data id=\"other\"/>"});
  CHECK(store::Responses(fixture.store).frozen_xml(id).error().code == ErrorCode::damaged);
}

TEST_CASE("discarding a draft takes its journal with it") {
  StoreFixture fixture;
  store::Responses responses(fixture.store);
  const auto id = fixture.add_draft(fixture.add_form());
  fixture.store.database().run("INSERT INTO journal VALUES (?, 1, 1, '/data/a', x'63', 0, 0, 0)", id);
  need(responses.discard(id));
  CHECK(responses.get(id).error().code == ErrorCode::not_found);
  CHECK_FALSE(fixture.store.database().query("SELECT 1 FROM journal").step());
}

TEST_CASE("retention deletes confirmed responses with an old receipt and nothing else") {
  StoreFixture fixture;
  store::Responses responses(fixture.store);
  const auto form = fixture.add_form();
  const auto old_one = fixture.add_queued(form, "uuid:old");
  const auto young = fixture.add_queued(form, "uuid:young");
  const auto waiting = fixture.add_queued(form, "uuid:waiting");
  for (const auto& [id, time] : {std::pair{old_one, 100}, std::pair{young, 900}}) {
    const auto response = need(responses.get(id));
    need(responses.mark_sent(
        id, {.instance_id = response.instance_id, .content_hash = response.content_hash, .sequence = time, .received_at = time}));
  }
  CHECK(need(responses.delete_confirmed_before(500)) == 1);
  CHECK(responses.get(old_one).error().code == ErrorCode::not_found);
  CHECK(need(responses.get(young)).state == ResponseState::confirmed);
  CHECK(need(responses.get(waiting)).state == ResponseState::queued);
  CHECK(need(responses.counts()).confirmed == 1);
  CHECK(need(responses.counts()).queued == 1);
}
