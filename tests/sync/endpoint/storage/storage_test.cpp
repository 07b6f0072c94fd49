// What every storage must do, on each database.
#include <chrono>
#include <future>
#include <thread>

#include "sync/endpoint/storage/databases.h"
#include "sync/endpoint/storage/samples.h"

using namespace pilotage;
using namespace pilotage::tests;
using namespace pilotage::endpoint;

namespace {

constexpr std::size_t kMany = 1000;
constexpr std::size_t kMuch = 1'000'000'000;

// Asks until the answer is as wanted; a minute is more than any machine takes.
template <typename Ask>
bool becomes_true(Ask ask) {
  for (const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1); std::chrono::steady_clock::now() < end;) {
    if (ask()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

} // namespace

ON_EACH_DATABASE("projects are found by number, UUID and name; a name is taken once") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const Project pilot = checked(storage->create_project("Pilot"));
  const Project other = checked(storage->create_project("Été 2026"));
  CHECK(storage->create_project("Pilot").error().code == ErrorCode::conflict);
  CHECK(pilot.id == 1);
  CHECK(checked(storage->project("1")).name == "Pilot");
  CHECK(checked(storage->project(pilot.uuid)).id == pilot.id);
  CHECK(checked(storage->project("Été 2026")).id == other.id);
  CHECK(storage->project("nobody").error().code == ErrorCode::not_found);
  CHECK(storage->project(std::string_view("\xff\0\xfe", 3)).error().code == ErrorCode::not_found);
  CHECK(storage->project("123456789012345678").error().code == ErrorCode::not_found);
  const auto all = checked(database.open()->projects());
  REQUIRE(all.size() == 2);
  CHECK(all[1].uuid == other.uuid);
  CHECK(all[1].created_at == other.created_at);
  CHECK(storage->check());
}

ON_EACH_DATABASE("a token is known until another process revokes it") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  const AccessToken laptop = a_token(project, "Laptop");
  checked(storage->add_token(laptop));
  AccessToken administrator = a_token(0, "Administrator");
  administrator.role = Role::administrator;
  checked(storage->add_token(administrator));
  checked(storage->add_token(a_token(project + 1, "Elsewhere")));
  CHECK(checked(storage->token_by_hash(laptop.hash)).name == "Laptop");
  CHECK(checked(storage->token_by_hash(laptop.hash)).role == Role::collector);
  CHECK(checked(storage->token_by_hash(administrator.hash)).role == Role::administrator);
  CHECK(storage->token_by_hash("no hash").error().code == ErrorCode::not_found);
  CHECK(checked(storage->tokens(project)).size() == 2);
  CHECK(checked(storage->tokens(0)).size() == 3);

  CHECK(checked(database.open()->revoke_token(laptop.id)));
  CHECK(becomes_true([&] { return checked(storage->token_by_hash(laptop.hash)).revoked_at.has_value(); }));
  CHECK(storage->revoke_token("nobody's").error().code == ErrorCode::not_found);
  const auto first_time = checked(storage->token_by_hash(laptop.hash)).revoked_at;
  CHECK_FALSE(checked(storage->revoke_token(laptop.id)));
  CHECK(checked(storage->token_by_hash(laptop.hash)).revoked_at == first_time);
}

ON_EACH_DATABASE("forms: versions, media, states, and what a submission must know of them") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  FormVersion form = a_form(project);
  form.files = {{.name = "towns.csv", .sha256 = "abc", .md5 = "def", .size = 12}};
  CHECK(checked(storage->publish_form(form)));
  CHECK_FALSE(checked(storage->publish_form(form)));
  FormVersion changed = form;
  changed.sha256 = "another";
  CHECK(storage->publish_form(changed).error().code == ErrorCode::conflict);
  CHECK(checked(storage->publish_form(a_form(project, "Visit", ""))));
  CHECK(checked(storage->publish_form(a_form(project, "äußeres", "1"))));
  CHECK(checked(storage->publish_form(a_form(project, "visit", "2"))));

  const auto forms = checked(storage->forms(project));
  REQUIRE(forms.size() == 3);
  CHECK(forms[0].form_id == "Visit"); // by bytes
  CHECK(forms[1].form_id == "visit");
  CHECK(forms[2].form_id == "äußeres");
  CHECK(forms[1].version == "2");
  CHECK_FALSE(forms[1].has_files);
  const FormVersion first = checked(storage->form_version(project, "visit", "1"));
  CHECK(first.xform == form.xform);
  CHECK(first.upload_paths == form.upload_paths);
  REQUIRE(first.files.size() == 1);
  CHECK(first.files[0].size == 12);
  CHECK(storage->form_version(project, "visit", "9").error().code == ErrorCode::not_found);
  CHECK(storage->form(project, "").error().code == ErrorCode::not_found);
  CHECK(storage->form(project + 1, "visit").error().code == ErrorCode::not_found);

  CHECK(checked(storage->form_target(project, "visit", "1")).state == FormState::open);
  CHECK(checked(storage->form_target(project, "visit", "1")).upload_paths == form.upload_paths);
  checked(database.open()->set_form_state(project, "visit", FormState::closing));
  CHECK(becomes_true([&] { return checked(storage->form_target(project, "visit", "1")).state == FormState::closing; }));
  CHECK(storage->set_form_state(project, "none", FormState::open).error().code == ErrorCode::not_found);
  CHECK(storage->form_target(project, "visit", "9").error().code == ErrorCode::not_found);
}

ON_EACH_DATABASE("a response is stored once; the same again is known, other content under its id is told apart") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  checked(storage->publish_form(a_form(project)));
  const StoredSubmission first = checked(submit(*storage, a_submission(project, 1)));
  CHECK(first.outcome == Stored::first);
  CHECK(first.sequence == 1);
  const StoredSubmission again = checked(submit(*storage, a_submission(project, 1)));
  CHECK(again.outcome == Stored::again);
  CHECK(again.sequence == 1);
  CHECK(again.submitted_at == first.submitted_at);
  CHECK(checked(submit(*storage, a_submission(project, 1, "no"))).outcome == Stored::other_content);
  CHECK(checked(submit(*storage, a_submission(project, 2))).sequence == 2);
  const Submission read = checked(storage->submission(project, "visit", instance(1)));
  CHECK(read.xml == a_submission(project, 1).xml);
  CHECK(read.sha256 == a_submission(project, 1).sha256);
  CHECK(storage->submission(project, "other", instance(1)).error().code == ErrorCode::not_found);
  CHECK(checked(storage->form(project, "visit")).submissions == 2);
}

ON_EACH_DATABASE("attachments may follow; then the response comes once more in the feed") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  NewSubmission visit = a_submission(project, 1);
  visit.files = {a_file("a.jpg", "first"), a_file("b.jpg")};
  CHECK(checked(submit(*storage, visit)).files.size() == 2);
  checked(submit(*storage, a_submission(project, 2)));
  visit.files = {a_file("a.jpg", "other bytes"), a_file("b.jpg", "second"), a_file("unknown.jpg", "x")};
  const StoredSubmission more = checked(submit(*storage, visit));
  CHECK(more.outcome == Stored::again);
  CHECK(more.sequence == 1);
  CHECK(more.conflicting_files == std::vector<std::string>{"a.jpg"});
  REQUIRE(more.files.size() == 3);
  CHECK(more.files[0].sha256 == a_file("a.jpg", "first").sha256);
  CHECK(more.files[1].sha256 == a_file("b.jpg", "second").sha256);
  CHECK(more.files[2].name == "unknown.jpg"); // nobody has named it, and it is there

  const auto feed = checked(storage->submissions_after(project, "", 0, kMany, kMuch));
  REQUIRE(feed.size() == 2);
  CHECK(feed[0].instance_id == instance(2));
  CHECK(feed[1].instance_id == instance(1));
  CHECK(feed[1].position == 3);
  REQUIRE(feed[1].files.size() == 3);
  CHECK(feed[1].files[1].size == 6);
  CHECK(feed[1].files[2].sha256 == a_file("unknown.jpg", "x").sha256);
  const auto counts = checked(storage->submission_record(project, "visit", instance(1))).current;
  CHECK(counts.files == 3);
  CHECK(counts.files_present == 3);
  checked(submit(*storage, visit)); // nothing new: it stays where it is
  CHECK(checked(storage->submissions_after(project, "", 3, kMany, kMuch)).empty());
}

ON_EACH_DATABASE("a response has so many files and no more, in however many posts they come") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  NewSubmission visit = a_submission(project, 1);
  const auto with_files = [&](int from, int until) {
    visit.files.clear();
    for (int i = from; i < until; ++i) visit.files.push_back(a_file(std::to_string(i) + ".jpg", "x"));
    return checked(submit(*storage, visit));
  };
  CHECK(with_files(0, 700).files.size() == 700);
  CHECK(with_files(600, 1001).outcome == Stored::too_many_files);
  CHECK(checked(storage->submission(project, "visit", instance(1))).files.size() == 700);
  CHECK(with_files(600, 1000).files.size() == 1000);
  CHECK(with_files(0, 1000).outcome == Stored::again);
  CHECK(with_files(1000, 1001).outcome == Stored::too_many_files);
  CHECK(checked(storage->submission_record(project, "visit", instance(1))).current.files == 1000);
}

ON_EACH_DATABASE("a page of the feed ends early where its submissions have many files") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  for (int number = 1; number <= 3; ++number) {
    NewSubmission visit = a_submission(project, number);
    for (int i = 0; i < 1000; ++i) visit.files.push_back(a_file(std::to_string(i) + ".jpg"));
    checked(submit(*storage, std::move(visit)));
  }
  CHECK(checked(storage->submissions_after(project, "", 0, kMany, 100'000)).size() == 1);
  CHECK(checked(storage->submissions_after(project, "", 0, kMany, kMuch)).size() == 3);
}

ON_EACH_DATABASE("the feed: of one form or of all, in pages of so many rows and so many bytes") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  for (int i = 1; i <= 10; ++i) {
    NewSubmission one = a_submission(project, i);
    if (i % 2 == 0) one.form_id = "other";
    checked(submit(*storage, std::move(one)));
  }
  checked(submit(*storage, a_submission(checked(storage->create_project("Another")).id, 1)));
  CHECK(checked(storage->submissions_after(project, "", 0, kMany, kMuch)).size() == 10);
  CHECK(checked(storage->submissions_after(project, "other", 0, kMany, kMuch)).size() == 5);
  CHECK(checked(storage->submissions_after(project, "", 7, kMany, kMuch)).size() == 3);
  const auto page = checked(storage->submissions_after(project, "", 2, 3, kMuch));
  REQUIRE(page.size() == 3);
  CHECK(page[0].position == 3);
  const std::size_t one = page[0].xml.size();
  CHECK(checked(storage->submissions_after(project, "", 0, kMany, one)).size() == 1);
  CHECK(checked(storage->submissions_after(project, "", 0, kMany, one + 1)).size() == 2);
  CHECK(checked(storage->submissions_after(project, "", -5, kMany, 1)).size() == 1);
}

ON_EACH_DATABASE("a device that calls itself by broken text is no reason to refuse its response") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  NewSubmission odd = a_submission(project, 1);
  odd.device_id = std::string("lap\0top \xc3\x28 \xed\xa0\x80 \xf0\x9f", 18);
  CHECK(checked(submit(*storage, std::move(odd))).outcome == Stored::first);
  CHECK(checked(storage->submission(project, "visit", instance(1))).xml == a_submission(project, 1).xml);
}

ON_EACH_DATABASE("submissions that are larger together than what the database keeps in memory come back byte for byte") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  std::vector<std::future<Result<StoredSubmission>>> answers;
  for (int i = 0; i < 4; ++i)
    answers.push_back(std::async(std::launch::async, [&, i] {
      return submit(*storage, a_submission(project, i, std::string(12'000'000, static_cast<char>('a' + i))));
    }));
  for (auto& answer : answers) CHECK(checked(answer.get()).outcome == Stored::first);
  const auto there = database.open();
  for (int i = 0; i < 4; ++i)
    CHECK(checked(there->submission(project, "visit", instance(i))).xml ==
          a_submission(project, i, std::string(12'000'000, static_cast<char>('a' + i))).xml);
}
