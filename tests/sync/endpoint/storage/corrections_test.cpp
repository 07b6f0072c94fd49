// Corrections that come from many senders at once, in two processes' storages: however they meet, none corrects itself.
#include <algorithm>
#include <future>

#include "sync/endpoint/storage/databases.h"
#include "sync/endpoint/storage/samples.h"

using namespace pilotage;
using namespace pilotage::tests;
using namespace pilotage::endpoint;

namespace {

NewSubmission correction(ProjectId project, int number, int corrected) {
  NewSubmission submission = a_submission(project, number);
  submission.deprecated_id = instance(corrected);
  return submission;
}

} // namespace

ON_EACH_DATABASE("of responses that correct each other in a ring, sent at once, all are stored but one") {
  if (!Database::available()) return;
  const Database database;
  const auto here = database.open();
  const auto there = database.open();
  const auto project = checked(here->create_project("Pilot")).id;
  int first = 0;
  int rings = 0;
  for (const int ring : {2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 5, 8, 16}) {
    std::vector<std::future<Result<StoredSubmission>>> answers;
    for (int i = 0; i < ring; ++i)
      answers.push_back(std::async(std::launch::async, [&, i, one = correction(project, first + i, first + (i + 1) % ring)] {
        return submit(i % 2 == 0 ? *here : *there, one);
      }));
    int stored = 0;
    int refused = 0;
    for (auto& answer : answers) {
      const Stored outcome = checked(answer.get()).outcome;
      stored += outcome == Stored::first;
      refused += outcome == Stored::circle;
    }
    CHECK(stored == ring - 1);
    CHECK(refused == 1);
    first += ring;
    ++rings;
  }
  CHECK(checked(here->submissions_after(project, "", 0, 1000, 1'000'000)).size() == static_cast<std::size_t>(first - rings));
}

ON_EACH_DATABASE("a circle is refused at once and later; a repeat, and a correction of what is not there, are not") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  CHECK(checked(submit(*storage, correction(project, 1, 1))).outcome == Stored::circle);
  CHECK(checked(submit(*storage, correction(project, 3, 2))).outcome == Stored::first);
  CHECK(checked(submit(*storage, correction(project, 2, 1))).outcome == Stored::first);
  CHECK(checked(submit(*storage, correction(project, 1, 3))).outcome == Stored::circle);
  CHECK(checked(submit(*storage, correction(project, 3, 2))).outcome == Stored::again);
  CHECK(checked(submit(*storage, a_submission(project, 1))).outcome == Stored::first);
  CHECK(checked(submit(*storage, correction(project, 4, 3))).outcome == Stored::first);
}

ON_EACH_DATABASE("of several corrections of one version, sent at once, one is stored; it may come again, and be corrected itself") {
  if (!Database::available()) return;
  const Database database;
  const auto here = database.open();
  const auto there = database.open();
  const auto project = checked(here->create_project("Pilot")).id;
  for (int round = 0; round < 8; ++round) {
    const int first = round * 10;
    CHECK(checked(submit(*here, a_submission(project, first))).outcome == Stored::first);
    std::vector<std::future<Result<StoredSubmission>>> answers;
    for (int i = 1; i <= 4; ++i)
      answers.push_back(std::async(
          std::launch::async, [&, i, one = correction(project, first + i, first)] { return submit(i % 2 == 0 ? *here : *there, one); }));
    std::vector<Stored> outcomes;
    for (auto& answer : answers) outcomes.push_back(checked(answer.get()).outcome);
    CHECK(std::ranges::count(outcomes, Stored::first) == 1);
    CHECK(std::ranges::count(outcomes, Stored::superseded) == 3);
    const int stored = first + 1 + static_cast<int>(std::ranges::find(outcomes, Stored::first) - outcomes.begin());
    CHECK(checked(submit(*there, correction(project, stored, first))).outcome == Stored::again);
    CHECK(checked(submit(*there, correction(project, first + 5, stored))).outcome == Stored::first);
    CHECK(checked(here->first_version(project, instance(first + 5))) == instance(first));
  }
}

ON_EACH_DATABASE("a correction has the files of what it corrects until its own come, whichever comes first") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  const auto named = [&](NewSubmission submission, const std::vector<std::pair<std::string, std::string>>& files) {
    submission.files.clear();
    for (const auto& [name, hash] : files) submission.files.push_back({.name = name, .sha256 = hash, .content_type = {}, .size = 1});
    return submission;
  };
  const auto hashes = [&](int number) {
    std::vector<std::string> all;
    for (const SubmissionFile& file : checked(storage->submission(project, "visit", instance(number))).files) all.push_back(file.sha256);
    return all;
  };
  const std::string old(64, 'a');
  const std::string other(64, 'b');
  const std::string late(64, 'c');
  checked(submit(*storage, named(a_submission(project, 1), {{"kept.jpg", old}, {"late.jpg", ""}, {"submission.xml.enc", old}})));
  checked(submit(*storage,
                 named(correction(project, 2, 1), {{"kept.jpg", ""}, {"late.jpg", ""}, {"new.jpg", other}, {"submission.xml.enc", ""}})));
  const auto as_corrected = [&](int number, const std::vector<std::pair<std::string, std::string>>& files) {
    return checked(submit(*storage, named(number == 1 ? a_submission(project, 1) : correction(project, number, number - 1), files)));
  };
  CHECK(hashes(2) == std::vector<std::string>{old, "", other, ""}); // what is encrypted opens with its own key only
  const auto record = [&] { return checked(storage->submission_record(project, "visit", instance(1))).current; };
  CHECK(record().files == 4);
  CHECK(record().files_present == 2);

  as_corrected(1, {{"late.jpg", late}}); // the laptop was still sending
  CHECK(hashes(2) == std::vector<std::string>{old, late, other, ""});
  // Who has pulled the correction already is told of it again.
  const auto pulled_after = [&](std::int64_t position) {
    return checked(storage->submissions_after(project, "visit", position, 100, 1'000'000));
  };
  CHECK(pulled_after(2).size() == 2);
  CHECK(pulled_after(2).back().instance_id == instance(2));
  CHECK(pulled_after(2).back().files[1].sha256 == late);
  checked(submit(*storage, named(correction(project, 3, 2), {{"kept.jpg", ""}, {"new.jpg", ""}})));
  CHECK(hashes(3) == std::vector<std::string>{old, other}); // over two steps
  CHECK(record().files_present == 2);

  CHECK(as_corrected(3, {{"kept.jpg", other}}).conflicting_files.empty()); // its own
  CHECK(hashes(3) == std::vector<std::string>{other, other});
  CHECK(hashes(2) == std::vector<std::string>{old, late, other, ""});
  CHECK(pulled_after(0).back().files.front().sha256 == other);
  // What a manager adds to a version reaches its corrections as well, and no further than one that has its own.
  checked(submit(*storage, named(a_submission(project, 4), {{"late.jpg", ""}})));
  checked(submit(*storage, named(correction(project, 5, 4), {{"late.jpg", ""}})));
  checked(submit(*storage, named(correction(project, 6, 5), {{"late.jpg", other}})));
  checked(submit(*storage, named(correction(project, 7, 6), {{"late.jpg", ""}})));
  const std::int64_t before = pulled_after(0).back().position;
  CHECK(checked(storage->add_file(project, instance(4), {.name = "late.jpg", .sha256 = late, .content_type = {}, .size = 1})));
  std::vector<std::string> again;
  for (const Submission& one : pulled_after(before)) again.push_back(one.instance_id);
  CHECK(again == std::vector<std::string>{instance(4), instance(5)});
  CHECK(hashes(7) == std::vector<std::string>{other});
}
