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
  CHECK(checked(submit(*storage, correction(project, 4, 1))).outcome == Stored::first);
}
