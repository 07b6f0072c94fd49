#include "client/store/form_library.h"

#include "client/store/content_files.h"
#include "client/store/fixture.h"
#include "client/store/form_sink.h"
#include "support/visit_form.h"

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

TEST_CASE("a downloaded form keeps the media that did not change") {
  StoreFixture fixture;
  store::LibraryFormSink sink(fixture.store, store::ProjectId{2});
  CHECK_FALSE(need(sink.form_md5("visit", "3")).has_value());
  const auto staged = sink.staging_folder() / "1.part";
  const auto stage = [&](const char* content) {
    FILE* file = fopen(staged.c_str(), "w");
    fputs(content, file);
    fclose(file);
    return staged;
  };
  sync::ListedForm listed;
  listed.form_id = "visit";
  listed.version = "3";
  need(sink.store({.form = listed,
                   .xml = std::string(kVisitForm),
                   .media = {{.name = "a.csv", .md5 = {}, .file = stage("a\n")}},
                   .unchanged_media = {}}));
  CHECK(need(sink.form_md5("visit", "3")).has_value());
  REQUIRE(need(sink.media_of("visit", "3")).size() == 1);
  CHECK_FALSE(std::filesystem::exists(staged));
  need(
      sink.store({.form = listed, .xml = {}, .media = {{.name = "b.csv", .md5 = {}, .file = stage("b\n")}}, .unchanged_media = {"a.csv"}}));
  store::FormLibrary library(fixture.store);
  const auto attachments = need(library.attachments(need(library.find("visit", store::ProjectId{2})).key));
  CHECK(attachments.size() == 2);
  CHECK(attachments.at("a.csv") == "a\n");
}
