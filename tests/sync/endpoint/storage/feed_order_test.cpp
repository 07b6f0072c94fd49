// Many writers and pullers at once, in two processes' storages: nobody's cursor ever passes a submission that is still to appear.
#include <algorithm>
#include <atomic>
#include <future>
#include <set>
#include <thread>

#include "sync/endpoint/storage/databases.h"
#include "sync/endpoint/storage/samples.h"

using namespace pilotage;
using namespace pilotage::tests;
using namespace pilotage::endpoint;

namespace {

constexpr int kWriters = 16;
constexpr int kEach = 60;
constexpr int kPullers = 4;

// Reads on from its last position until it has seen them all or the writers are done and nothing more comes. What it saw, in order.
std::vector<Submission> pulled(Storage& storage, ProjectId project, const std::atomic<int>& writing) {
  std::vector<Submission> seen;
  std::int64_t cursor = 0;
  while (true) {
    const bool last_look = writing == 0;
    const auto page = storage.submissions_after(project, "", cursor, 7, 1'000'000);
    if (!page) return {};
    for (const Submission& one : *page) seen.push_back(one);
    if (!page->empty())
      cursor = page->back().position;
    else if (last_look)
      return seen;
  }
}

} // namespace

ON_EACH_DATABASE("16 writers and pullers: no cursor ever skips a submission") {
  if (!Database::available()) return;
  const Database database;
  const auto here = database.open();
  const auto there = database.open();
  const auto project = checked(here->create_project("Pilot")).id;
  checked(here->publish_form(a_form(project)));
  std::atomic<int> writing = kWriters;
  std::atomic<int> refused = 0;
  std::vector<std::future<std::vector<Submission>>> pullers;
  for (int i = 0; i < kPullers; ++i)
    pullers.push_back(std::async(std::launch::async, [&, i] { return pulled(i % 2 == 0 ? *here : *there, project, writing); }));
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer)
    writers.emplace_back([&, writer] {
      Storage& storage = writer % 2 == 0 ? *here : *there;
      for (int i = 0; i < kEach; ++i) refused += !submit(storage, a_submission(project, writer * kEach + i));
      --writing;
    });
  for (std::thread& writer : writers) writer.join();
  CHECK(refused == 0);
  for (auto& puller : pullers) {
    const auto seen = puller.get();
    CHECK(seen.size() == kWriters * kEach);
    CHECK(std::ranges::is_sorted(seen, std::ranges::less{}, &Submission::position));
    std::set<std::string> instances;
    for (const Submission& one : seen) instances.insert(one.instance_id);
    CHECK(instances.size() == kWriters * kEach);
  }
  CHECK(checked(here->submissions_after(project, "", 0, 10'000, 1'000'000'000)).back().position == kWriters * kEach);
  CHECK(checked(there->form(project, "visit")).submissions == kWriters * kEach);
}

ON_EACH_DATABASE("one response from 16 senders at once is one submission, and all get its receipt") {
  if (!Database::available()) return;
  const Database database;
  const auto here = database.open();
  const auto there = database.open();
  const auto project = checked(here->create_project("Pilot")).id;
  std::vector<std::future<Result<StoredSubmission>>> answers;
  for (int i = 0; i < kWriters; ++i)
    answers.push_back(std::async(std::launch::async, [&, i] {
      NewSubmission visit = a_submission(project, 1);
      visit.files = {a_file("a.jpg", i % 3 == 0 ? "bytes" : ""), a_file("b.jpg", i % 3 == 1 ? "more" : "")};
      return submit(i % 2 == 0 ? *here : *there, std::move(visit));
    }));
  int first = 0;
  for (auto& answer : answers) {
    const StoredSubmission stored = checked(answer.get());
    first += stored.outcome == Stored::first;
    CHECK(stored.sequence == 1);
  }
  CHECK(first == 1);
  const Submission whole = checked(there->submission(project, "visit", instance(1)));
  REQUIRE(whole.files.size() == 2);
  CHECK(whole.files[0].size == 5);
  CHECK(whole.files[1].size == 4);
}

ON_EACH_DATABASE("a file that is added by itself is taken once, and no cursor passes it") {
  if (!Database::available()) return;
  const Database database;
  const auto here = database.open();
  const auto there = database.open();
  const auto project = checked(here->create_project("Pilot")).id;
  checked(here->publish_form(a_form(project)));
  constexpr int kFiles = 30;
  for (int i = 0; i < kFiles; ++i) {
    NewSubmission submission = a_submission(project, i);
    submission.files = {a_file("a.jpg")};
    checked(submit(*here, std::move(submission)));
  }
  std::atomic<int> writing = 2;
  auto puller = std::async(std::launch::async, [&] { return pulled(*there, project, writing); });
  std::thread sender([&] {
    for (int i = kFiles; i < kFiles + kEach; ++i) CHECK(submit(*there, a_submission(project, i)));
    --writing;
  });
  for (int i = 0; i < kFiles; ++i) CHECK(checked(here->add_file(project, instance(i), a_file("a.jpg", "photo"))));
  --writing;
  sender.join();
  std::set<std::string> completed;
  const auto seen = puller.get();
  CHECK(std::ranges::is_sorted(seen, std::ranges::less{}, &Submission::position));
  for (const Submission& one : seen)
    if (!one.files.empty() && !one.files[0].sha256.empty()) completed.insert(one.instance_id);
  CHECK(completed.size() == kFiles);

  const auto position = checked(here->submission(project, "visit", instance(0))).position;
  CHECK_FALSE(checked(here->add_file(project, instance(0), a_file("a.jpg", "photo"))));
  CHECK(here->add_file(project, instance(0), a_file("a.jpg", "other")).error().code == ErrorCode::conflict);
  CHECK(here->add_file(project, instance(0), a_file("b.jpg", "photo")).error().code == ErrorCode::not_found);
  CHECK(here->add_file(project, instance(99'999), a_file("a.jpg", "photo")).error().code == ErrorCode::not_found);
  const Submission after = checked(here->submission(project, "visit", instance(0)));
  CHECK(after.position == position);
  CHECK(after.files[0].sha256 == a_file("a.jpg", "photo").sha256);
}
