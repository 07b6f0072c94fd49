#include "client/store/attachments.h"

#include <fstream>

#include "client/store/content_files.h"
#include "client/store/fixture.h"

using namespace pilotage;
using namespace pilotage::tests;

TEST_CASE("the same name with other content gets a name of its own; the same content is stored once") {
  StoreFixture fixture;
  const auto id = fixture.add_draft(fixture.add_form());
  store::ResponseAttachments attachments(fixture.store);
  CHECK(need(attachments.add(id, "photo.jpg", "one")).name == "photo.jpg");
  CHECK(need(attachments.add(id, "photo.jpg", "two")).name == "photo-2.jpg");
  CHECK(need(attachments.add(id, "photo.jpg", "one")).name == "photo.jpg");
  CHECK(need(attachments.add(id, "copy.jpg", "one")).hash == store::content_hash("one"));
  CHECK(need(attachments.list(id)).size() == 3);
  CHECK(need(attachments.content(id, "photo-2.jpg")) == "two");
}

TEST_CASE("names with folders are refused") {
  StoreFixture fixture;
  const auto id = fixture.add_draft(fixture.add_form());
  store::ResponseAttachments attachments(fixture.store);
  for (const char* name : {"../x", "a/b", "", "..", "c:\\x"}) {
    CAPTURE(name);
    CHECK(attachments.add(id, name, "x").error().code == ErrorCode::invalid_value);
  }
}

TEST_CASE("a damaged file is noticed") {
  StoreFixture fixture;
  const auto id = fixture.add_draft(fixture.add_form());
  store::ResponseAttachments attachments(fixture.store);
  const auto stored = need(attachments.add(id, "a.txt", "content"));
  const auto file = store::ContentFiles(fixture.store.attachments_directory()).path(stored.hash);
  std::ofstream(file) << "c0ntent";
  CHECK(attachments.content(id, "a.txt").error().code == ErrorCode::damaged);
  std::filesystem::remove(file);
  CHECK(attachments.content(id, "a.txt").error().code == ErrorCode::damaged);
}

TEST_CASE("files of discarded drafts go, the others stay") {
  StoreFixture fixture;
  const auto form = fixture.add_form();
  const auto kept = fixture.add_draft(form, "uuid:1");
  const auto discarded = fixture.add_draft(form, "uuid:2");
  store::ResponseAttachments attachments(fixture.store);
  need(attachments.add(kept, "a.txt", "shared"));
  need(attachments.add(discarded, "a.txt", "shared"));
  need(attachments.add(discarded, "b.txt", "alone"));
  need(store::Responses(fixture.store).discard(discarded));
  CHECK(need(attachments.collect_garbage()) == 1);
  CHECK(need(attachments.content(kept, "a.txt")) == "shared");
}
