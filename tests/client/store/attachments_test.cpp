#include "client/store/attachments.h"

#include <fstream>

#include "client/store/attachment_name.h"
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
  for (const char* name : {"../x", "a/b", "", "/etc/passwd"}) {
    CAPTURE(name);
    CHECK(attachments.add(id, name, "x").error().code == ErrorCode::invalid_value);
  }
}

TEST_CASE("a file gets a name that every server takes, and keeps its extension") {
  const std::pair<std::string, std::string> cases[] = {
      {"photo.jpg", "photo.jpg"},
      {"IMG_20250131-1.final.JPG", "IMG_20250131-1.final.JPG"},
      {"a \"quoted\" name.png", "a _quoted_ name.png"},
      {"R\u00e9sum\u00e9 d\u2019\u0153uvre.pdf", "Resume d_oeuvre.pdf"},
      {"Re\u0301sume\u0301.pdf", "Resume.pdf"}, // as macOS writes it
      {"\u0444\u043e\u0442\u043e.jpg", "foto.jpg"},
      {"\u5317\u4eac.jpg", "bei jing.jpg"},
      {"\U0001f600.jpg", "_.jpg"},
      {"\xff\xfe.jpg", "_.jpg"},
      {"line\r\nbreak;x=1.txt", "line_break_x_1.txt"},
      {"c:\\x", "c_x"},
      {"..", "file"},
      {".jpg", "file.jpg"},
      {" . ", "file"},
      {"name.", "name"},
      {"a.b c d e f g h i j k l m n o", "a.b c d e f g h i j k l m n o"},
      {"*isIncomplete*", "_isIncomplete_"},
      {"xml_submission_file", "file"},
      {std::string(300, 'x') + ".jpeg", std::string(95, 'x') + ".jpeg"},
      {"x." + std::string(300, 'y'), "x." + std::string(98, 'y')},
  };
  for (const auto& [on_disk, attached] : cases) {
    CAPTURE(on_disk);
    CHECK(store::safe_attachment_name(on_disk) == attached);
    CHECK(store::safe_attachment_name(attached) == attached);
  }
}

TEST_CASE("names that become the same one are told apart") {
  StoreFixture fixture;
  const auto id = fixture.add_draft(fixture.add_form());
  store::ResponseAttachments attachments(fixture.store);
  CHECK(need(attachments.add(id, "caf\u00e9.jpg", "one")).name == "cafe.jpg");
  CHECK(need(attachments.add(id, "caf\u00e8.jpg", "two")).name == "cafe-2.jpg");
  CHECK(need(attachments.add(id, "caf\u00e9.jpg", "one")).name == "cafe.jpg");
  CHECK(need(attachments.content(id, "cafe-2.jpg")) == "two");
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
