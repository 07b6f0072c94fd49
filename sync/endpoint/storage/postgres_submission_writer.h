// The group commit on PostgreSQL: submissions that wait are written together, those of one project by one thread at a time. When the server
// goes away they wait for its return, up to the pool's patience.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "sync/endpoint/storage/postgres_pool.h"
#include "sync/endpoint/storage/storage.h"

namespace pilotage::endpoint {

class PostgresSubmissionWriter {
public:
  explicit PostgresSubmissionWriter(PostgresPool& pool);
  // Writes what waits, then ends.
  ~PostgresSubmissionWriter();
  PostgresSubmissionWriter(const PostgresSubmissionWriter&) = delete;
  PostgresSubmissionWriter& operator=(const PostgresSubmissionWriter&) = delete;

  void add(NewSubmission submission, Storage::Done done);

private:
  struct Waiting {
    NewSubmission submission;
    Storage::Done done;
  };
  using Batch = std::vector<Waiting>;

  void run();
  std::optional<ProjectId> next_project() const; // one that waits and that no thread is at
  Batch take(ProjectId project);
  void write(ProjectId project, const Batch& batch);
  void write_one_by_one(ProjectId project, const Batch& batch);
  using Submissions = std::vector<const NewSubmission*>;
  Result<std::vector<StoredSubmission>> commit(ProjectId project, const Submissions& submissions);

  PostgresPool& pool_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<ProjectId, std::deque<Waiting>> waiting_;
  std::set<ProjectId> in_work_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

} // namespace pilotage::endpoint
