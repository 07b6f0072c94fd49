#include "client/store/form_library.h"

#include <fstream>

#include "client/store/content_files.h"
#include "client/store/fixture.h"
#include "client/store/form_sink.h"
#include "support/visit_form.h"
#include "sync/protocol/content_hash.h"

using namespace pilotage;
using namespace pilotage::tests;

TEST_CASE("a form is installed with its attachments, once") {
  StoreFixture fixture;
  store::FormLibrary library(fixture.store);
  const auto form = need(library.install(kVisitForm, {{"towns.csv", "name\nrabat\n"}}));
  CHECK(form.form_id == "visit");
  CHECK(form.version == "3");
  CHECK(form.title == "A visit");
  CHECK(form.default_language == "English (en)");
  CHECK(form.languages.size() == 2);
  CHECK(need(library.install(kVisitForm, {{"towns.csv", "name\nrabat\n"}})).key == form.key);
  CHECK(need(library.list()).size() == 1);
  CHECK(need(library.xform(form.key)) == kVisitForm);
  CHECK(need(library.attachments(form.key)).at("towns.csv") == "name\nrabat\n");
}

TEST_CASE("other attachments make another installation, and the last one is current") {
  StoreFixture fixture;
  store::FormLibrary library(fixture.store);
  const auto first = need(library.install(kVisitForm));
  const auto second = need(library.install(kVisitForm, {{"a.csv", "x\n"}}));
  CHECK(first.key != second.key);
  CHECK(need(library.find("visit")).key == second.key);
  CHECK(need(library.install(kVisitForm)).key == first.key);
  CHECK(need(library.find("visit")).key == first.key);
}

TEST_CASE("what is no form is not installed, and an unknown id names those there are") {
  StoreFixture fixture;
  store::FormLibrary library(fixture.store);
  CHECK_FALSE(library.install("<html/>"));
  CHECK_FALSE(library.install("not XML"));
  CHECK(need(library.list()).empty());
  need(library.install(kVisitForm));
  CHECK(library.find("vist").error().message.contains("visit"));
  need(library.install(kVisitForm, {}, store::ProjectId{4}));
  CHECK(library.find("visit").error().code == ErrorCode::conflict);
  CHECK(need(library.find("visit", store::ProjectId{4})).project == store::ProjectId{4});
}

TEST_CASE("a removed form leaves the list; one with responses stays readable") {
  StoreFixture fixture;
  store::FormLibrary library(fixture.store);
  const auto form = need(library.install(kVisitForm));
  fixture.add_draft(form.key);
  need(library.remove(form.key));
  CHECK(need(library.list()).empty());
  CHECK(need(library.definition(form.key))->form_id() == "visit");
}

namespace {

constexpr store::ProjectId kProject{2};

struct Downloads : StoreFixture {
  store::LibraryFormSink sink{store, kProject};

  static sync::ListedForm listed(const std::string& form_id = "visit", const std::string& version = "3") {
    sync::ListedForm form;
    form.form_id = form_id;
    form.version = version;
    return form;
  }
  sync::DownloadedMedia stage(const std::string& name, const std::string& content, const std::string& listed_md5 = {}) {
    const auto file = sink.staging_folder() / name;
    std::ofstream(file, std::ios::binary) << content;
    return {.name = name, .listed_md5 = listed_md5, .md5 = sync::md5_hex(content), .file = file};
  }
  sync::StoredForm stored() {
    const auto form = need(sink.stored("visit"));
    REQUIRE(form.has_value());
    return *form;
  }
};

} // namespace

TEST_CASE("a downloaded form keeps the media that did not change") {
  Downloads there;
  CHECK_FALSE(need(there.sink.stored("visit")).has_value());
  const auto staged = there.stage("a.csv", "a\n");
  need(there.sink.store({.form = there.listed(), .xml = std::string(kVisitForm), .media = {staged}}));
  CHECK(there.stored().version == "3");
  CHECK(there.stored().md5 == sync::md5_hex(kVisitForm));
  REQUIRE(there.stored().media.size() == 1);
  CHECK(there.stored().media[0].md5 == sync::md5_hex("a\n"));
  CHECK_FALSE(std::filesystem::exists(staged.file));
  need(there.sink.store({.form = there.listed(), .media = {there.stage("b.csv", "b\n")}, .unchanged_media = {{.name = "a.csv"}}}));
  store::FormLibrary library(there.store);
  const auto attachments = need(library.attachments(need(library.find("visit", kProject)).key));
  CHECK(attachments.size() == 2);
  CHECK(attachments.at("a.csv") == "a\n");
}

TEST_CASE("a file that is no longer what was downloaded is refused, and the form stays as it was") {
  Downloads there;
  need(there.sink.store({.form = there.listed(), .xml = std::string(kVisitForm), .media = {there.stage("a.csv", "a,b\n1,2\n", "at ten")}}));
  auto cut = there.stage("a.csv", "a,b\n1,2\n3,4\n", "at noon");
  std::filesystem::resize_file(cut.file, 8);
  auto lost = there.stage("b.csv", "b\n");
  std::filesystem::remove(lost.file);
  for (const auto& media : {cut, lost}) {
    const auto refused = there.sink.store({.form = there.listed(), .media = {media}});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::io);
    CHECK(refused.error().message.contains(media.name));
  }
  REQUIRE(there.stored().media.size() == 1);
  CHECK(there.stored().media[0].listed_md5 == "at ten");
  CHECK(there.stored().media[0].md5 == sync::md5_hex("a,b\n1,2\n"));
}

TEST_CASE("the hash that a manifest gave stays with the file, through other files' changes and over a return to earlier bytes") {
  Downloads there;
  need(there.sink.store({.form = there.listed(), .xml = std::string(kVisitForm), .media = {there.stage("a.csv", "a\n", "at ten")}}));
  CHECK(there.stored().media.at(0).listed_md5 == "at ten");
  need(there.sink.store({.form = there.listed(),
                         .media = {there.stage("b.csv", "b\n", "b")},
                         .unchanged_media = {{.name = "a.csv", .listed_md5 = "at ten"}}}));
  CHECK(there.stored().media.at(0).listed_md5 == "at ten");
  CHECK(there.stored().media.at(1).listed_md5 == "b");
  need(there.sink.store({.form = there.listed(), .unchanged_media = {{.name = "a.csv", .listed_md5 = "at noon"}}}));
  REQUIRE(there.stored().media.size() == 1);
  CHECK(there.stored().media[0].listed_md5 == "at noon");
}

TEST_CASE("a store of the version before opens with its files, of whose listed hashes it knows nothing") {
  Downloads there;
  need(there.sink.store({.form = there.listed(), .xml = std::string(kVisitForm), .media = {there.stage("a.csv", "a\n", "at ten")}}));
  there.store.database().script("ALTER TABLE form_attachments DROP COLUMN listed_md5; PRAGMA user_version = 3");
  store::Store again = there.open();
  const auto form = need(store::LibraryFormSink(again, kProject).stored("visit"));
  REQUIRE(form.has_value());
  REQUIRE(form->media.size() == 1);
  CHECK(form->media[0].md5 == sync::md5_hex("a\n"));
  CHECK(form->media[0].listed_md5.empty());
}

TEST_CASE("a form whose list has another version than its XML is known by its id") {
  Downloads there;
  need(there.sink.store({.form = there.listed("visit", ""), .xml = std::string(kVisitForm)}));
  CHECK(there.stored().version == "3");
}

TEST_CASE("a form that calls itself by another id than the list is left out") {
  Downloads there;
  const auto stored = there.sink.store({.form = there.listed("registration"), .xml = std::string(kVisitForm)});
  REQUIRE_FALSE(stored.has_value());
  CHECK(stored.error().code == ErrorCode::malformed);
  CHECK(stored.error().message.contains("\"registration\""));
  CHECK(stored.error().message.contains("\"visit\""));
  CHECK(need(store::FormLibrary(there.store).list()).empty());
}
