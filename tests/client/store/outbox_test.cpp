#include "client/store/outbox.h"

#include <fstream>
#include <iterator>

#include "client/store/attachments.h"
#include "client/store/content_files.h"
#include "client/store/fixture.h"

using namespace pilotage;
using namespace pilotage::tests;
using store::ResponseState;

namespace {

struct OutboxFixture : StoreFixture {
  store::FormKey form = add_form("visit", store::ProjectId{1});
  store::StoreOutbox outbox{store};

  std::vector<sync::OutboxItem> due(std::int64_t now, sync::Lane lane = sync::Lane::answers) {
    return need(outbox.due({.project_id = "1", .now = now, .lane = lane, .limit = 10}));
  }
};

} // namespace

TEST_CASE("what is due comes in the order of finalization, with the frozen bytes") {
  OutboxFixture fixture;
  const auto late = fixture.add_draft(fixture.form, "uuid:late");
  fixture.clock -= 1'000'000; // a clock that was set back does not change the order
  fixture.add_queued(fixture.form, "uuid:first");
  store::Responses responses(fixture.store);
  need(responses.finalize(late, "<late/>", "", {}));
  need(responses.queue(late));
  const auto items = fixture.due(fixture.clock);
  REQUIRE(items.size() == 2);
  CHECK(items[0].instance_id == "uuid:first");
  CHECK(items[1].instance_id == "uuid:late");
  CHECK(items[1].xml == "<late/>");
  CHECK(items[1].sha256 == store::content_hash("<late/>"));
  CHECK(items[1].form_id == "visit");
  CHECK(need(fixture.outbox.due({.project_id = "2", .now = fixture.clock, .limit = 10})).empty());
}

TEST_CASE("what a run leaves out is not offered to it") {
  OutboxFixture fixture;
  for (const auto* id : {"uuid:1", "uuid:2", "uuid:3"}) fixture.add_queued(fixture.form, id);
  const auto all = fixture.due(0);
  const auto rest = need(fixture.outbox.due({.project_id = "1", .limit = 1, .without = {all.at(0).id, all.at(1).id}}));
  REQUIRE(rest.size() == 1);
  CHECK(rest[0].instance_id == "uuid:3");
}

TEST_CASE("an item that failed waits for its time, unless the clock is set back or the user asks") {
  OutboxFixture fixture;
  fixture.add_queued(fixture.form, "uuid:1");
  const std::string id = fixture.due(0).front().id;
  need(fixture.outbox.retry_at(id, 5000, 3, {.code = ErrorCode::timeout, .message = "No answer.", .at = 4000, .status = 0}));
  CHECK(fixture.due(4500).empty());
  CHECK(need(fixture.outbox.next_retry("1", 4500)) == 5000);
  CHECK(fixture.due(5000).front().attempts == 3);
  CHECK(fixture.due(3000).size() == 1);
  need(fixture.outbox.make_all_due("1"));
  CHECK(fixture.due(4500).size() == 1);
  CHECK_FALSE(need(fixture.outbox.next_retry("1", 4500)).has_value());
  CHECK(need(store::Responses(fixture.store).find("uuid:1")).problem == "No answer.");
}

TEST_CASE("another network makes due what no server was reachable for, and leaves the times that the server gave") {
  const struct {
    sync::SendFailure failure;
    bool due;
  } cases[] = {
      {{.code = ErrorCode::no_network, .message = "Not reached.", .at = 4000, .status = 0}, true},
      {{.code = ErrorCode::timeout, .message = "No answer.", .at = 4000, .status = 0}, true},
      {{.code = ErrorCode::captive_portal, .message = "Sign in.", .at = 4000, .status = 200}, true},
      {{.code = ErrorCode::timeout, .message = "Too slow.", .at = 4000, .status = 408}, false},
      {{.code = ErrorCode::refused, .message = "Full.", .at = 4000, .status = 402}, false},
      {{.code = ErrorCode::server_error, .message = "Busy.", .at = 4000, .status = 503}, false},
      {{.code = ErrorCode::io, .message = "The disk.", .at = 4000, .status = 0}, false},
  };
  for (const auto& [failure, due] : cases) {
    CAPTURE(failure.message);
    OutboxFixture fixture;
    fixture.add_queued(fixture.form, "uuid:1");
    need(fixture.outbox.retry_at(fixture.due(0).front().id, 9000, 1, failure));
    need(fixture.outbox.make_unreached_due("2"));
    CHECK(fixture.due(4500).empty());
    need(fixture.outbox.make_unreached_due("1"));
    CHECK(fixture.due(4500).size() == (due ? 1 : 0));
  }
}

TEST_CASE("when the run stops, what is due shows why, and an item with a time of its own keeps its reason") {
  OutboxFixture fixture;
  fixture.add_queued(fixture.form, "uuid:1");
  fixture.add_queued(fixture.form, "uuid:2");
  const std::string id = fixture.due(0).front().id;
  need(fixture.outbox.retry_at(id, 5000, 1, {.code = ErrorCode::server_error, .message = "Busy.", .at = 4000, .status = 423}));
  need(fixture.outbox.note_waiting("1", {.code = ErrorCode::no_network, .message = "Not reached.", .at = 4500, .status = 0}));
  store::Responses responses(fixture.store);
  CHECK(need(responses.find("uuid:1")).problem == "Busy.");
  CHECK(need(responses.find("uuid:2")).problem == "Not reached.");
  CHECK(fixture.due(4500).size() == 1);
}

TEST_CASE("a parked item is never due and is counted apart") {
  OutboxFixture fixture;
  fixture.add_queued(fixture.form, "uuid:1");
  const std::string id = fixture.due(0).front().id;
  need(fixture.outbox.park(id, {.code = ErrorCode::conflict, .message = "Another response has this id.", .at = 1, .status = 409}));
  need(fixture.outbox.make_all_due("1"));
  CHECK(fixture.due(9'000'000'000'000).empty());
  CHECK(need(fixture.outbox.totals("1")).parked == 1);
  CHECK(need(fixture.outbox.totals("1")).waiting == 0);
}

TEST_CASE("a receipt of our endpoint confirms; an OpenRosa server's answer leaves it at sent") {
  OutboxFixture fixture;
  const auto ours = fixture.add_queued(fixture.form, "uuid:1");
  const auto theirs = fixture.add_queued(fixture.form, "uuid:2");
  const auto items = fixture.due(0);
  need(fixture.outbox.mark_sent(items[0].id, {.instance_id = "uuid:1", .sha256 = items[0].sha256, .sequence = 12, .attachments = 0}));
  need(fixture.outbox.mark_sent(items[1].id, {.instance_id = "uuid:2", .sha256 = items[1].sha256, .sequence = 0, .attachments = 0}));
  store::Responses responses(fixture.store);
  CHECK(need(responses.get(ours)).state == ResponseState::confirmed);
  CHECK(need(responses.get(theirs)).state == ResponseState::sent);
  CHECK(need(responses.receipt(ours))->sequence == 12);
}

TEST_CASE("of two programs that send the same response, the second changes nothing and is told nothing of an error") {
  OutboxFixture fixture;
  const auto response = fixture.add_queued(fixture.form, "uuid:1");
  const auto seen = fixture.due(0);
  need(fixture.outbox.mark_sent(seen[0].id, {.instance_id = "uuid:1", .sha256 = seen[0].sha256, .sequence = 12, .attachments = 0}));
  need(fixture.outbox.mark_sent(seen[0].id, {.instance_id = "uuid:1", .sha256 = seen[0].sha256, .sequence = 12, .attachments = 0}));
  need(fixture.outbox.mark_accepted(seen[0].id, {}));
  need(fixture.outbox.retry_at(seen[0].id, 99, 3, {.code = ErrorCode::timeout, .message = "No answer.", .at = 1, .status = 0}));
  need(fixture.outbox.park(seen[0].id, {.code = ErrorCode::refused, .message = "No.", .at = 1, .status = 400}));
  store::Responses responses(fixture.store);
  CHECK(need(responses.get(response)).state == ResponseState::confirmed);
  CHECK(need(responses.receipt(response))->sequence == 12);
}

TEST_CASE("of two programs that send the same response, the first reason to park it stands, and the server's success stands before it") {
  OutboxFixture fixture;
  const auto response = fixture.add_queued(fixture.form, "uuid:1");
  const auto seen = fixture.due(0);
  need(fixture.outbox.park(seen[0].id, {.code = ErrorCode::conflict, .message = "First.", .at = 1, .status = 409}));
  need(fixture.outbox.park(seen[0].id, {.code = ErrorCode::refused, .message = "Second.", .at = 2, .status = 400}));
  need(fixture.outbox.retry_at(seen[0].id, 99, 3, {.code = ErrorCode::timeout, .message = "No answer.", .at = 3, .status = 0}));
  store::Responses responses(fixture.store);
  CHECK(need(responses.get(response)).state == ResponseState::parked);
  CHECK(need(responses.get(response)).problem == "First.");
  need(fixture.outbox.mark_accepted(seen[0].id, {}));
  CHECK(need(responses.get(response)).state == ResponseState::queued); // for its attachments
  need(fixture.outbox.park(seen[0].id, {.code = ErrorCode::conflict, .message = "Third.", .at = 4, .status = 409}));
  need(fixture.outbox.mark_sent(seen[0].id, {.instance_id = "uuid:1", .sha256 = seen[0].sha256, .sequence = 12, .attachments = 0}));
  CHECK(need(responses.get(response)).state == ResponseState::confirmed);
  CHECK(need(responses.get(response)).problem.empty());
  CHECK(need(responses.receipt(response))->sequence == 12);
}

TEST_CASE("a response that does not wait is not sent") {
  OutboxFixture fixture;
  CHECK(fixture.outbox.mark_sent("4711", {}).error().code == ErrorCode::not_found);
  CHECK(fixture.outbox.park("4711", {.code = ErrorCode::refused, .message = "No.", .at = 1, .status = 400}).error().code ==
        ErrorCode::conflict);
}

TEST_CASE("items with more bytes of files than are wanted are left out, by what is still to leave") {
  OutboxFixture fixture;
  const auto draft = fixture.add_draft(fixture.form, "uuid:1");
  need(store::ResponseAttachments(fixture.store).add(draft, "a.txt", "first"));
  need(store::ResponseAttachments(fixture.store).add(draft, "b.txt", "second"));
  store::Responses responses(fixture.store);
  need(responses.finalize(draft, "<data/>", "", {"a.txt", "b.txt"}));
  need(responses.queue(draft));
  const auto within = [&](std::uint64_t bytes, sync::Lane lane) {
    return need(fixture.outbox.due({.project_id = "1", .now = fixture.clock, .lane = lane, .most_file_bytes = bytes}));
  };
  CHECK(within(11, sync::Lane::answers).size() == 1);
  CHECK(within(10, sync::Lane::answers).empty());
  const std::string id = fixture.due(fixture.clock).front().id;
  need(fixture.outbox.mark_accepted(id, {"a.txt"}));
  CHECK(within(6, sync::Lane::attachments).size() == 1);
  CHECK(within(5, sync::Lane::attachments).empty());
  need(fixture.outbox.note_upload(id, "b.txt", {.url = "https://here/uploads/1", .offset = 4}));
  CHECK(within(2, sync::Lane::attachments).size() == 1);
  CHECK(within(1, sync::Lane::attachments).empty());
}

TEST_CASE("attachments move to the second lane when the answers are there, and the server's parts are remembered") {
  OutboxFixture fixture;
  store::ResponseAttachments attachments(fixture.store);
  store::Responses responses(fixture.store);
  const auto id = fixture.add_draft(fixture.form, "uuid:1");
  need(attachments.add(id, "a.txt", "first"));
  need(attachments.add(id, "b.txt", "second"));
  need(attachments.add(id, "unused.txt", "not named by the answers"));
  need(responses.finalize(id, "<data/>", "", {"a.txt", "b.txt"}));
  need(responses.queue(id));
  const auto item = fixture.due(0).front();
  REQUIRE(item.attachments.size() == 2);
  CHECK(item.attachments[1].name == "b.txt");
  CHECK(item.attachments[1].size == 6);
  std::ifstream file(item.attachments[1].file);
  CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == "second");
  const auto before = need(fixture.outbox.totals("1")).waiting_bytes;
  need(fixture.outbox.mark_accepted(item.id, {"a.txt"}));
  CHECK(need(fixture.outbox.totals("1")).waiting_bytes == 6);
  CHECK(before > 11);
  CHECK(fixture.due(0).empty());
  const auto rest = fixture.due(0, sync::Lane::attachments);
  REQUIRE(rest.size() == 1);
  CHECK(rest[0].xml_accepted);
  CHECK(rest[0].attachments[0].accepted);
  CHECK_FALSE(rest[0].attachments[1].accepted);
}

TEST_CASE("what the server accepted is forgotten where it does not have it any more, and all files are missing again") {
  OutboxFixture fixture;
  store::Responses responses(fixture.store);
  const auto id = fixture.add_draft(fixture.form, "uuid:1");
  need(store::ResponseAttachments(fixture.store).add(id, "a.txt", "first"));
  need(store::ResponseAttachments(fixture.store).add(id, "film.mp4", std::string(1'000, 'f')));
  need(responses.finalize(id, "<data/>", "", {"a.txt", "film.mp4"}));
  need(responses.queue(id));
  const auto item = fixture.due(0).front();
  need(fixture.outbox.mark_accepted(item.id, {"a.txt"}));
  need(fixture.outbox.note_upload(item.id, "film.mp4", {.url = "https://e.example/v1/projects/1/uploads/7", .offset = 600}));
  need(fixture.outbox.forget_accepted(item.id));
  CHECK(need(fixture.outbox.totals("1")).waiting_bytes == 1'005);
  const auto rest = fixture.due(0, sync::Lane::attachments);
  REQUIRE(rest.size() == 1);
  for (const auto& attachment : rest[0].attachments) {
    CHECK_FALSE(attachment.accepted);
    CHECK(attachment.upload == sync::OutboxUpload{});
  }
  need(fixture.outbox.mark_accepted(item.id, {"a.txt", "film.mp4"}));
  need(fixture.outbox.mark_sent(item.id, {.instance_id = "uuid:1", .sha256 = item.sha256, .sequence = 1, .attachments = 2}));
  need(fixture.outbox.forget_accepted(item.id)); // of a program that was slower
  CHECK(fixture.store.database().run("UPDATE response_attachments SET accepted = accepted WHERE accepted = 0") == 0);
}

TEST_CASE("how far an upload has come outlasts the program, counts as sent, and ends with the attachment") {
  OutboxFixture fixture;
  store::Responses responses(fixture.store);
  const auto id = fixture.add_draft(fixture.form, "uuid:1");
  need(store::ResponseAttachments(fixture.store).add(id, "film.mp4", std::string(1'000, 'f')));
  need(responses.finalize(id, "<data/>", "", {"film.mp4"}));
  need(responses.queue(id));
  const auto item = fixture.due(0).front();
  CHECK(item.attachments.at(0).sha256 == store::content_hash(std::string(1'000, 'f')));
  CHECK(item.attachments[0].upload == sync::OutboxUpload{});
  need(fixture.outbox.mark_accepted(item.id, {}));
  const sync::OutboxUpload begun{.url = "https://e.example/v1/projects/1/uploads/7", .offset = 0};
  const sync::OutboxUpload further{.url = begun.url, .offset = 600};
  need(fixture.outbox.note_upload(item.id, "film.mp4", begun));
  need(fixture.outbox.note_upload(item.id, "film.mp4", further));
  CHECK(need(fixture.outbox.totals("1")).waiting_bytes == 400);
  {
    auto again = fixture.open();
    store::StoreOutbox outbox(again);
    const auto items = need(outbox.due({.project_id = "1", .now = 0, .lane = sync::Lane::attachments, .limit = 1}));
    CHECK(items.at(0).attachments.at(0).upload == further);
  }
  need(fixture.outbox.note_upload(item.id, "film.mp4", {}));
  CHECK(need(fixture.outbox.totals("1")).waiting_bytes == 1'000);
  need(fixture.outbox.note_upload(item.id, "film.mp4", further));
  need(fixture.outbox.mark_sent(item.id, {.instance_id = "uuid:1", .sha256 = item.sha256, .sequence = 1, .attachments = 1}));
  need(fixture.outbox.note_upload(item.id, "film.mp4", further)); // of a program that was slower
  CHECK(fixture.store.database().run("DELETE FROM attachment_uploads") == 0);
}

TEST_CASE("the form of a response is there for its dictionary") {
  OutboxFixture fixture;
  fixture.add_queued(fixture.form, "uuid:1");
  CHECK(need(fixture.outbox.form_xml(fixture.due(0).front().id))->size() == 1);
  CHECK_FALSE(need(fixture.outbox.form_xml("4711")).has_value());
}

TEST_CASE("answers that are not what was finalized come with their fault and without a byte of them, and hide no other response") {
  const struct {
    const char* damage;
    ErrorCode code;
  } cases[] = {
      {"UPDATE frozen_xml SET xml = CAST('c<data id=\"other\"/>' AS BLOB) WHERE response = 1", ErrorCode::answers_damaged},
      {"UPDATE frozen_xml SET xml = x'' WHERE response = 1", ErrorCode::answers_damaged},
      {"DELETE FROM frozen_xml WHERE response = 1", ErrorCode::answers_damaged},
      {"UPDATE frozen_xml SET xml = x'7f00' WHERE response = 1", ErrorCode::newer_version}, // sealed in a way of later
  };
  for (const auto& [damage, code] : cases) {
    CAPTURE(damage);
    OutboxFixture fixture;
    REQUIRE(store::number(fixture.add_queued(fixture.form, "uuid:1")) == 1);
    fixture.add_queued(fixture.form, "uuid:2");
    fixture.store.database().script(damage);
    for (const auto lane : {sync::Lane::answers, sync::Lane::attachments}) {
      const auto items = fixture.due(0, lane);
      REQUIRE(items.size() == 2);
      REQUIRE(items[0].fault);
      CHECK(items[0].fault->code == code);
      CHECK(items[0].xml.empty());
      CHECK_FALSE(items[1].fault);
      fixture.store.database().run("UPDATE responses SET xml_accepted = 1");
    }
  }
}

TEST_CASE("a response of a newer version is parked, says why in words, and is due again when a program that knows it asks") {
  OutboxFixture fixture;
  const auto id = fixture.add_queued(fixture.form, "uuid:1");
  const auto other = fixture.add_queued(fixture.form, "uuid:2");
  fixture.store.database().run("UPDATE frozen_xml SET xml = CAST(x'7f' || substr(xml, 2) AS BLOB) WHERE response = ?", id);
  fixture.store.database().run("UPDATE responses SET instance_name = x'7f00' WHERE id = ?", id);
  const auto first = fixture.due(0).at(0);
  REQUIRE(first.fault);
  need(fixture.outbox.park(first.id, {.code = first.fault->code, .message = first.fault->message, .at = 1}));
  REQUIRE(fixture.due(0).size() == 1);
  CHECK(fixture.due(0)[0].id == std::to_string(store::number(other)));

  store::Responses responses(fixture.store);
  const auto rows = need(responses.list());
  REQUIRE(rows.size() == 2);
  const auto parked = need(responses.get(id));
  CHECK(parked.state == store::ResponseState::parked);
  CHECK(store::code_named(parked.problem_code) == ErrorCode::newer_version);
  CHECK(parked.problem.contains("newest version"));

  fixture.store.database().run("UPDATE frozen_xml SET xml = CAST('c' || substr(xml, 2) AS BLOB) WHERE response = ?", id);
  need(responses.unpark(id));
  CHECK(fixture.due(0).size() == 2);
  CHECK_FALSE(fixture.due(0)[0].fault);
}

TEST_CASE("an upload whose address cannot be read begins anew") {
  OutboxFixture fixture;
  store::Responses responses(fixture.store);
  const auto id = fixture.add_draft(fixture.form, "uuid:1");
  need(store::ResponseAttachments(fixture.store).add(id, "film.mp4", "film"));
  need(responses.finalize(id, "<data/>", "", {"film.mp4"}));
  need(responses.queue(id));
  need(fixture.outbox.note_upload(fixture.due(0).front().id, "film.mp4", {.url = "https://e.example/7", .offset = 2}));
  fixture.store.database().run("UPDATE attachment_uploads SET url = x''");
  CHECK(fixture.due(0).at(0).attachments.at(0).upload == sync::OutboxUpload{});
}
