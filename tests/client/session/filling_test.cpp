#include "client/session/filling.h"

#include "client/session/fixture.h"
#include "client/store/attachments.h"
#include "client/store/database.h"

using namespace pilotage;
using namespace pilotage::tests;
using store::ResponseState;

TEST_CASE("an answer is in the journal before it is reported, and there again when the draft reopens") {
  SessionFixture fixture;
  auto filling = fixture.start();
  answer(filling, "/data/name", "Ann");
  answer(filling, "/data/age", "17");
  CHECK_FALSE(filling.unsaved());
  CHECK(need(store::Journal(fixture.store).rows(filling.response())).size() == 2);
  const auto again = fixture.reopen(filling);
  CHECK(value(again, "/data/name") == "Ann");
  CHECK(value(again, "/data/doubled") == "34");
  CHECK(everything(again) == everything(filling));
  CHECK(again.saved_at() == filling.saved_at());
}

TEST_CASE("what a form draws at random stays what it was drawn") {
  SessionFixture fixture;
  auto filling = fixture.start();
  const std::string drawn = value(filling, "/data/drawn");
  CHECK_FALSE(drawn.empty());
  answer(filling, "/data/age", "30");
  CHECK(value(fixture.reopen(filling), "/data/drawn") == drawn);
}

TEST_CASE("a refused answer changes nothing and is no step") {
  SessionFixture fixture;
  auto filling = fixture.start();
  answer(filling, "/data/age", "20");
  const auto refused = need(filling.answer(node(filling, "/data/age"), "200"));
  CHECK(refused.refused == forms::Invalidity::constraint);
  CHECK(refused.message == "Only adults");
  CHECK(value(filling, "/data/age") == "20");
  CHECK(need(store::Journal(fixture.store).rows(filling.response())).size() == 1);
}

TEST_CASE("the same answer again is no step") {
  SessionFixture fixture;
  auto filling = fixture.start();
  answer(filling, "/data/name", "Ann");
  answer(filling, "/data/name", "Ann");
  CHECK(need(store::Journal(fixture.store).rows(filling.response())).size() == 1);
}

TEST_CASE("undo takes the last step back, redo does it again, and both survive a restart") {
  SessionFixture fixture;
  auto filling = fixture.start();
  CHECK_FALSE(filling.can_undo());
  CHECK(filling.undo().error().code == ErrorCode::not_found);
  answer(filling, "/data/name", "Ann");
  answer(filling, "/data/name", "Bea");
  const int before = filling.generation();
  need(filling.undo());
  CHECK(filling.generation() == before + 1);
  CHECK(value(filling, "/data/name") == "Ann");
  CHECK(value(fixture.reopen(filling), "/data/name") == "Ann");
  CHECK(fixture.reopen(filling).can_redo());
  need(filling.redo());
  CHECK(value(filling, "/data/name") == "Bea");
  CHECK_FALSE(filling.can_redo());
  need(filling.undo());
  need(filling.undo());
  CHECK(value(filling, "/data/name").empty());
  CHECK_FALSE(filling.can_undo());
  answer(filling, "/data/age", "4");
  CHECK_FALSE(filling.can_redo());
}

TEST_CASE("repeats are added and removed, and reopen with their answers") {
  SessionFixture fixture;
  auto filling = fixture.start();
  need(filling.add_repeat("/data/person"));
  need(filling.add_repeat("/data/person"));
  answer(filling, "/data/person[1]/first", "one");
  answer(filling, "/data/person[2]/first", "two");
  need(filling.remove_repeat("/data/person[1]"));
  CHECK(value(filling, "/data/person[1]/first") == "two");
  CHECK(everything(fixture.reopen(filling)) == everything(filling));
  need(filling.undo());
  CHECK(value(filling, "/data/person[1]/first") == "one");
  CHECK(value(filling, "/data/person[2]/first") == "two");
}

TEST_CASE("a repeat can be added by its item, the first time too") {
  SessionFixture fixture;
  auto filling = fixture.start();
  std::optional<forms::Item> repeat;
  const auto look = [&](auto& self, const forms::Item& parent) -> void {
    for (const auto& item : filling.form().children(parent)) {
      if (item.kind == forms::Item::Kind::repeat) repeat = item;
      if (item.kind == forms::Item::Kind::group) self(self, item);
    }
  };
  look(look, filling.form().body());
  REQUIRE(repeat.has_value());
  need(filling.add_repeat(*repeat));
  need(filling.add_repeat(*repeat));
  answer(filling, "/data/person[2]/first", "two");
  CHECK(value(fixture.reopen(filling), "/data/person[2]/first") == "two");
}

TEST_CASE("the language is the form's own name for what was asked, and stays with the response") {
  SessionFixture fixture;
  auto filling = fixture.start({.language = "fr"});
  CHECK(filling.form().language() == "Français (fr)");
  CHECK(need(store::Responses(fixture.store).get(filling.response())).language == "Français (fr)");
  CHECK(fixture.reopen(filling).form().language() == "Français (fr)");
  need(filling.set_language("English (en)"));
  CHECK(fixture.reopen(filling).form().language() == "English (en)");
  const auto unknown = session::Filling::start(fixture.store, fixture.form, {.language = "de"});
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().message.contains("Français (fr)"));
}

TEST_CASE("undo leaves the language and the comments alone") {
  SessionFixture fixture;
  auto filling = fixture.start();
  answer(filling, "/data/name", "Ann");
  need(filling.set_language("Français (fr)"));
  need(filling.set_comment(node(filling, "/data/age"), "does not want to say"));
  need(filling.undo());
  CHECK(value(filling, "/data/name").empty());
  CHECK(filling.form().language() == "Français (fr)");
  CHECK(filling.comment(node(filling, "/data/age")) == "does not want to say");
}

TEST_CASE("a comment stays beside its question when an instance before it goes") {
  SessionFixture fixture;
  auto filling = fixture.start();
  need(filling.add_repeat("/data/person"));
  need(filling.add_repeat("/data/person"));
  need(filling.set_comment(node(filling, "/data/person[2]/first"), "spelling?"));
  need(filling.remove_repeat("/data/person[1]"));
  CHECK(filling.comments() == std::map<std::string, std::string>{{"/data/person[1]/first", "spelling?"}});
  CHECK(fixture.reopen(filling).comments() == filling.comments());
  need(filling.set_comment(node(filling, "/data/person[1]/first"), ""));
  CHECK(fixture.reopen(filling).comments().empty());
}

TEST_CASE("finalizing needs every required answer, freezes the XML once and queues it") {
  SessionFixture fixture;
  fixture.store.database().run("UPDATE forms SET project = 1");
  fixture.store.database().run("INSERT INTO projects (id, name, connection, authority, added_at) VALUES (1, 'p', ?, '', 0)",
                               store::Blob{fixture.store.sealer().seal(R"({"general":{"server_url":"https://e.example"}})")});
  auto filling = fixture.start();
  answer(filling, "/data/age", "12");
  answer(filling, "/data/guardian", "Mother");
  answer(filling, "/data/age", "40");
  REQUIRE(filling.review().size() == 1);
  CHECK(filling.form().ref(filling.review().front().node) == "/data/name");
  CHECK(filling.finalize().error().code == ErrorCode::invalid_value);
  CHECK(need(store::Responses(fixture.store).get(filling.response())).state == ResponseState::draft);
  answer(filling, "/data/name", "Ann");
  const auto done = need(filling.finalize());
  CHECK(done.queued);
  const auto row = need(store::Responses(fixture.store).get(done.response));
  CHECK(row.state == ResponseState::queued);
  CHECK(row.instance_name == "Ann");
  const std::string xml = need(store::Responses(fixture.store).frozen_xml(done.response));
  CHECK(xml.contains(done.instance_id));
  CHECK_FALSE(xml.contains("Mother")); // not relevant any more
  CHECK(filling.answer(node(filling, "/data/name"), "Bea").error().code == ErrorCode::conflict);
  CHECK(session::Filling::reopen(fixture.store, done.response).error().code == ErrorCode::conflict);
}

TEST_CASE("without a server a finalized response waits for one") {
  SessionFixture fixture;
  auto filling = fixture.start();
  answer(filling, "/data/name", "Ann");
  CHECK_FALSE(need(filling.finalize()).queued);
  CHECK(need(store::Responses(fixture.store).get(filling.response())).state == ResponseState::finalized);
}

TEST_CASE("an attached file is stored, named by the answer and frozen with the response") {
  SessionFixture fixture;
  auto filling = fixture.start();
  answer(filling, "/data/name", "Ann");
  need(filling.attach(node(filling, "/data/photo"), "me.jpg", "bytes", "image/jpeg"));
  CHECK(value(filling, "/data/photo") == "me.jpg");
  need(filling.finalize());
  CHECK(need(store::ResponseAttachments(fixture.store).content(filling.response(), "me.jpg")) == "bytes");
  CHECK(need(store::Responses(fixture.store).frozen_xml(filling.response())).contains("me.jpg"));
}

TEST_CASE("the answer and the frozen XML name an attached file as every server takes it") {
  SessionFixture fixture;
  auto filling = fixture.start();
  answer(filling, "/data/name", "Ann");
  need(filling.attach(node(filling, "/data/photo"), "\"moi\" \u00e9t\u00e9.jpg", "bytes", "image/jpeg"));
  CHECK(value(filling, "/data/photo") == "_moi_ ete.jpg");
  need(filling.finalize());
  CHECK(need(store::Responses(fixture.store).frozen_xml(filling.response())).contains("<photo>_moi_ ete.jpg</photo>"));
}

TEST_CASE("a draft is discarded only with a token for the answers as they are") {
  SessionFixture fixture;
  auto filling = fixture.start();
  answer(filling, "/data/name", "Ann");
  const auto token = filling.request_discard();
  CHECK(token.answered() == 1);
  answer(filling, "/data/age", "3");
  CHECK(filling.discard(token).error().code == ErrorCode::conflict);
  need(filling.discard(filling.request_discard()));
  CHECK(need(store::Responses(fixture.store).list()).empty());
}

TEST_CASE("when the store fails the answer stays in the form, and the next save writes it") {
  SessionFixture fixture;
  auto filling = fixture.start();
  fixture.store.database().script("PRAGMA query_only = ON");
  const auto answered = filling.answer(node(filling, "/data/name"), "Ann");
  REQUIRE_FALSE(answered);
  CHECK(answered.error().code == ErrorCode::permission);
  CHECK(filling.unsaved());
  CHECK(value(filling, "/data/name") == "Ann");
  CHECK(filling.finalize().error().code == ErrorCode::permission);
  fixture.store.database().script("PRAGMA query_only = OFF");
  need(filling.save());
  CHECK_FALSE(filling.unsaved());
  CHECK(value(fixture.reopen(filling), "/data/name") == "Ann");
}

TEST_CASE("two windows on one draft: the second one's step is refused and nothing is mixed") {
  SessionFixture fixture;
  auto first = fixture.start();
  auto second = fixture.reopen(first);
  answer(first, "/data/name", "Ann");
  CHECK(second.answer(node(second, "/data/name"), "Bea").error().code == ErrorCode::conflict);
  CHECK(value(fixture.reopen(first), "/data/name") == "Ann");
}

TEST_CASE("a draft goes on in the version of the form in which it was begun") {
  SessionFixture fixture;
  auto filling = fixture.start();
  answer(filling, "/data/name", "Ann");
  std::string next(kVisitForm);
  next.replace(next.find("version=\"3\""), 11, "version=\"4\"");
  const auto newer = need(store::FormLibrary(fixture.store).install(next));
  CHECK(newer.key != fixture.form);
  CHECK(fixture.reopen(filling).form().form().version() == "3");
  CHECK(need(store::FormLibrary(fixture.store).find("visit")).version == "4");
}
