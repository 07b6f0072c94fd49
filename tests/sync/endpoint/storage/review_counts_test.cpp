// How many records are in which state of review: the same as counting them one by one, whatever has come in whatever order.
#include <algorithm>
#include <random>

#include "sync/endpoint/storage/databases.h"
#include "sync/endpoint/storage/samples.h"

using namespace pilotage;
using namespace pilotage::tests;
using namespace pilotage::endpoint;

namespace {

std::string shown(const ReviewCounts& counts) {
  return std::to_string(counts.received) + " received, " + std::to_string(counts.has_issues) + " with issues, " +
         std::to_string(counts.edited) + " edited";
}

std::string counted(Storage& storage, ProjectId project) { return shown(checked(storage.review_counts(project, "visit"))); }

std::string counted_one_by_one(Storage& storage, ProjectId project) {
  ReviewCounts counts;
  for (const SubmissionRecord& record : checked(storage.submission_records(project, "visit", 0, 1'000, 0)).records) {
    if (record.review == ReviewState::none) ++counts.received;
    if (record.review == ReviewState::has_issues) ++counts.has_issues;
    if (record.review == ReviewState::edited) ++counts.edited;
  }
  return shown(counts);
}

NewSubmission correcting(ProjectId project, int number, int of) {
  NewSubmission submission = a_submission(project, number);
  submission.deprecated_id = instance(of);
  return submission;
}

} // namespace

ON_EACH_DATABASE("reviews and corrections are counted, a form at a time") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  checked(storage->publish_form(a_form(project)));
  checked(storage->publish_form(a_form(project, "other")));
  CHECK(counted(*storage, project) == "0 received, 0 with issues, 0 edited");
  for (int i = 1; i <= 6; ++i) checked(submit(*storage, a_submission(project, i)));
  NewSubmission elsewhere = a_submission(project, 7);
  elsewhere.form_id = "other";
  checked(submit(*storage, elsewhere));
  checked(storage->set_review(project, instance(7), ReviewState::has_issues));
  CHECK(counted(*storage, project) == "6 received, 0 with issues, 0 edited");

  checked(storage->set_review(project, instance(1), ReviewState::has_issues));
  checked(storage->set_review(project, instance(2), ReviewState::approved));
  checked(storage->set_review(project, instance(3), ReviewState::rejected));
  checked(storage->set_review(project, instance(4), ReviewState::edited));
  checked(storage->set_review(project, instance(5), ReviewState::approved));
  checked(storage->set_review(project, instance(5), ReviewState::none));
  CHECK(counted(*storage, project) == "2 received, 1 with issues, 1 edited");
  checked(submit(*storage, correcting(project, 11, 1)));
  checked(submit(*storage, correcting(project, 12, 11)));
  checked(submit(*storage, correcting(project, 16, 6)));
  CHECK(counted(*storage, project) == "1 received, 0 with issues, 3 edited");
  // Corrects a response of another form: it is a response of its own.
  checked(submit(*storage, correcting(project, 17, 7)));
  CHECK(counted(*storage, project) == "2 received, 0 with issues, 3 edited");
  CHECK(shown(checked(storage->review_counts(project, "other"))) == "0 received, 1 with issues, 0 edited");
  CHECK(shown(checked(storage->review_counts(project, "nowhere"))) == "0 received, 0 with issues, 0 edited");
  CHECK(counted(*storage, project) == counted_one_by_one(*storage, project));
}

ON_EACH_DATABASE("chains of corrections that come in any order, with reviews in between, are counted as they are shown") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  checked(storage->publish_form(a_form(project)));
  const unsigned seed = std::random_device()();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto below = [&](int limit) { return std::uniform_int_distribution(0, limit - 1)(random); };
  constexpr int kResponses = 60;
  std::vector<NewSubmission> coming; // each corrects one with a smaller number, or nothing
  for (int i = 1; i <= kResponses; ++i)
    coming.push_back(i > 1 && below(3) > 0 ? correcting(project, i, 1 + below(i - 1)) : a_submission(project, i));
  std::ranges::shuffle(coming, random);
  constexpr ReviewState kStates[] = {ReviewState::none, ReviewState::edited, ReviewState::has_issues, ReviewState::rejected,
                                     ReviewState::approved};
  for (const NewSubmission& submission : coming) {
    checked(submit(*storage, submission));
    const auto records = checked(storage->submission_records(project, "visit", 0, 1'000, 0)).records;
    const auto& reviewed = records[static_cast<std::size_t>(below(static_cast<int>(records.size())))].first;
    checked(storage->set_review(project, reviewed.instance_id, kStates[below(static_cast<int>(std::size(kStates)))]));
    CHECK(counted(*storage, project) == counted_one_by_one(*storage, project));
  }
}
