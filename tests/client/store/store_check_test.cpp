#include "client/store/store_check.h"

#include <fstream>

#include "client/store/attachments.h"
#include "client/store/content_files.h"
#include "client/store/fixture.h"

using namespace pilotage;
using namespace pilotage::tests;

namespace {

struct CheckedFixture : StoreFixture {
  CheckedFixture() {
    store.database().run("UPDATE forms SET hash = ?", store::content_hash(std::string("\0", 1)));
    attachment = need(store::ResponseAttachments(store).add(draft, "a.txt", "content"));
  }
  store::ResponseId draft = add_draft(add_form(), "uuid:draft");
  store::ResponseId queued = add_queued(store::FormKey{1}, "uuid:queued");
  store::StoredAttachment attachment;
};

} // namespace

TEST_CASE("a whole store has no problems") {
  CheckedFixture fixture;
  const auto report = store::check_store(fixture.store);
  for (const auto& problem : report.problems) MESSAGE(problem.where << ": " << problem.what);
  CHECK(report.problems.empty());
  CHECK(report.responses == 2);
  CHECK(report.attachments == 1);
}

TEST_CASE("each kind of damage is named where it is") {
  CheckedFixture fixture;
  std::ofstream(store::ContentFiles(fixture.store.attachments_directory()).path(fixture.attachment.hash)) << "other";
  fixture.store.database().run("UPDATE frozen_xml SET xml = ?", store::Blob{"cother"});
  fixture.store.database().run("UPDATE responses SET instance_name = x'' WHERE id = ?", fixture.draft);
  fixture.store.database().run("INSERT INTO journal VALUES (?, 5, 1, '/data/a', x'63', 0, 0, 0)", fixture.draft);
  const auto report = store::check_store(fixture.store);
  REQUIRE(report.problems.size() == 4);
  std::string all;
  for (const auto& problem : report.problems) all += problem.where + ": " + problem.what + "\n";
  CHECK(all.contains("uuid:draft a.txt"));
  CHECK(all.contains("uuid:queued: This finalized response is damaged"));
  CHECK(all.contains("before step 5"));
  CHECK(all.contains("uuid:draft: A saved value has lost its content"));
}
