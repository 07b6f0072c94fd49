#include "client/store/results_mirror.h"

#include <array>

#include "client/store/fixture.h"

using namespace pilotage;
using namespace pilotage::tests;

namespace {

store::MirroredSubmission submission(const std::string& id, std::int64_t sequence, const std::string& xml = "<data/>") {
  return {
      .instance_id = id, .sequence = sequence, .form_version = "1", .xml = xml, .received_at = "2026-01-01T00:00:00Z", .attachments = {}};
}

} // namespace

TEST_CASE("a pull adds what is new and moves the cursor with it") {
  StoreFixture fixture;
  store::ResultsMirror mirror(fixture.store);
  CHECK(need(mirror.cursor("https://e", "visit")).empty());
  CHECK(need(mirror.add("https://e", "visit", std::array{submission("b", 2), submission("a", 1)}, "c2")) == 2);
  CHECK(need(mirror.cursor("https://e", "visit")) == "c2");
  CHECK(need(mirror.add("https://e", "visit", std::array{submission("b", 2), submission("c", 3)}, "c3")) == 1);
  const auto all = need(mirror.submissions("https://e", "visit"));
  REQUIRE(all.size() == 3);
  CHECK(all[0].instance_id == "a");
  CHECK(all[2].instance_id == "c");
  CHECK(need(mirror.submissions("https://other", "visit")).empty());
  CHECK(need(mirror.holdings()).front().submissions == 3);
}

TEST_CASE("a submission that comes again replaces the one before, attachments too") {
  StoreFixture fixture;
  store::ResultsMirror mirror(fixture.store);
  auto first = submission("a", 1, "<old/>");
  first.attachments = {{.name = "x.jpg", .sha256 = "", .size = 3}};
  auto second = submission("a", 5, "<new/>");
  second.attachments = {{.name = "x.jpg", .sha256 = "ab", .size = 3}};
  need(mirror.add("e", "f", std::array{first}, "1"));
  CHECK(need(mirror.add("e", "f", std::array{second}, "5")) == 0);
  const auto all = need(mirror.submissions("e", "f"));
  REQUIRE(all.size() == 1);
  CHECK(all[0].xml == "<new/>");
  REQUIRE(all[0].attachments.size() == 1);
  CHECK(all[0].attachments[0].sha256 == "ab");
}

TEST_CASE("the form of the export is kept beside the cursor") {
  StoreFixture fixture;
  store::ResultsMirror mirror(fixture.store);
  CHECK(mirror.form("e", "f").error().code == ErrorCode::not_found);
  need(mirror.add("e", "f", {}, "9"));
  need(mirror.keep_form("e", "f", "<h:html/>"));
  CHECK(need(mirror.form("e", "f")) == "<h:html/>");
  CHECK(need(mirror.cursor("e", "f")) == "9");
}
