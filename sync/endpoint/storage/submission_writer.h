// The group commit: one thread that takes all submissions which wait, writes them in one transaction, and tells each sender when
// that transaction is on disk. Under load a commit carries as many as came during the one before.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "sync/endpoint/storage/sqlite_database.h"
#include "sync/endpoint/storage/storage.h"

namespace pilotage::endpoint {

class SubmissionWriter {
public:
  // `database` is used under `mutex`.
  SubmissionWriter(SqliteDatabase& database, std::mutex& mutex);
  // Writes what waits, then ends.
  ~SubmissionWriter();
  SubmissionWriter(const SubmissionWriter&) = delete;
  SubmissionWriter& operator=(const SubmissionWriter&) = delete;

  void add(NewSubmission submission, Storage::Done done);

private:
  struct Waiting {
    NewSubmission submission;
    Storage::Done done;
  };
  // What one transaction has given out and not yet written down.
  struct Batch;

  void run();
  void write(std::deque<Waiting> waiting);
  Result<std::vector<StoredSubmission>> commit(const std::deque<Waiting>& waiting);
  StoredSubmission store(const NewSubmission& submission, Batch& batch);
  StoredSubmission store_again(const NewSubmission& submission, Batch& batch);
  std::int64_t& last_sequence(ProjectId project, Batch& batch);

  SqliteDatabase& database_;
  std::mutex& database_mutex_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Waiting> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

} // namespace pilotage::endpoint
