#include "sync/endpoint/storage/postgres_submission_writer.h"

#include <algorithm>

#include "sync/endpoint/storage/postgres_failure.h"
#include "sync/endpoint/storage/postgres_submission_batch.h"
#include "sync/endpoint/storage/told.h"

namespace pilotage::endpoint {

namespace {

using Clock = std::chrono::steady_clock;
using Cause = PostgresFailure::Cause;

constexpr unsigned kWritersAtOnce = 3; // projects that are written at the same time
constexpr std::size_t kMostInOneBatch = 1000;
constexpr std::size_t kLargestBytes = 8 << 20;
constexpr auto kShortestPause = std::chrono::milliseconds(50);
constexpr auto kLongestPause = std::chrono::milliseconds(500);

} // namespace

PostgresSubmissionWriter::PostgresSubmissionWriter(PostgresPool& pool) : pool_(pool) {
  for (unsigned i = 0; i < kWritersAtOnce; ++i) threads_.emplace_back([this] { run(); });
}

PostgresSubmissionWriter::~PostgresSubmissionWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void PostgresSubmissionWriter::add(NewSubmission submission, Storage::Done done) {
  {
    const std::lock_guard lock(mutex_);
    const ProjectId project = submission.project;
    waiting_[project].push_back({std::move(submission), std::move(done)});
  }
  changed_.notify_one();
}

void PostgresSubmissionWriter::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return next_project() || (stopping_ && waiting_.empty()); });
    const auto project = next_project();
    if (!project) return;
    const Batch batch = take(*project);
    in_work_.insert(*project);
    lock.unlock();
    write(*project, batch);
    lock.lock();
    in_work_.erase(*project);
    changed_.notify_all();
  }
}

std::optional<ProjectId> PostgresSubmissionWriter::next_project() const {
  for (const auto& [project, submissions] : waiting_)
    if (!in_work_.contains(project)) return project;
  return std::nullopt;
}

PostgresSubmissionWriter::Batch PostgresSubmissionWriter::take(ProjectId project) {
  std::deque<Waiting>& waiting = waiting_[project];
  Batch batch;
  for (std::size_t bytes = 0; !waiting.empty() && batch.size() < kMostInOneBatch && bytes < kLargestBytes;) {
    bytes += waiting.front().submission.xml.size();
    batch.push_back(std::move(waiting.front()));
    waiting.pop_front();
  }
  if (waiting.empty()) waiting_.erase(project);
  return batch;
}

void PostgresSubmissionWriter::write(ProjectId project, const Batch& batch) {
  Submissions submissions;
  for (const Waiting& one : batch) submissions.push_back(&one.submission);
  auto stored = commit(project, submissions);
  if (!stored && stored.error().code == ErrorCode::io && batch.size() > 1) return write_one_by_one(project, batch);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (stored)
      told(batch[i].done, std::move(stored->at(i)));
    else
      told(batch[i].done, std::unexpected(stored.error()));
  }
}

// One of them is refused by the database; the others do not suffer for it.
void PostgresSubmissionWriter::write_one_by_one(ProjectId project, const Batch& batch) {
  for (const Waiting& one : batch) {
    auto stored = commit(project, {&one.submission});
    if (stored)
      told(one.done, std::move(stored->front()));
    else
      told(one.done, std::unexpected(stored.error()));
  }
}

// Trying again is safe whatever became of the attempt before: responses are known by their instance.
Result<std::vector<StoredSubmission>> PostgresSubmissionWriter::commit(ProjectId project, const Submissions& submissions) {
  const auto end = Clock::now() + pool_.settings().patience;
  for (auto pause = kShortestPause;; pause = std::min(pause * 2, kLongestPause)) {
    try {
      PostgresPool::Lease lease(pool_);
      return PostgresSubmissionBatch(*lease, project, submissions).commit();
    } catch (const PostgresFailure& failure) {
      if (failure.cause == Cause::other || Clock::now() + pause > end) return std::unexpected(failure.error);
      if (failure.cause == Cause::connection) pool_.drop_idle();
    }
    std::this_thread::sleep_for(pause);
  }
}

} // namespace pilotage::endpoint
