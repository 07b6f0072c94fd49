// The group commit: one thread that takes all submissions which wait and writes them in one transaction. Under load a commit carries as
// many as came during the one before. Senders are told by another thread, when their transaction is on disk: the next is written meanwhile.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "sync/endpoint/storage/sqlite_database.h"
#include "sync/endpoint/storage/storage.h"
#include "sync/endpoint/storage/worker_pool.h"

namespace pilotage::endpoint {

class SubmissionWriter {
public:
  // `database` is used under `mutex`.
  SubmissionWriter(SqliteDatabase& database, std::mutex& mutex);
  // Writes what waits, tells the senders, then ends.
  ~SubmissionWriter();
  SubmissionWriter(const SubmissionWriter&) = delete;
  SubmissionWriter& operator=(const SubmissionWriter&) = delete;

  void add(NewSubmission submission, Storage::Done done);

private:
  struct Waiting {
    NewSubmission submission;
    Storage::Done done;
  };
  struct Written {
    std::deque<Waiting> waiting = {};
    Result<std::vector<StoredSubmission>> stored = {};
  };
  // What one transaction has given out and not yet written down.
  struct Batch;

  void run();
  Result<std::vector<StoredSubmission>> commit(const std::deque<Waiting>& waiting);
  static void tell(Written& written);
  StoredSubmission store(const NewSubmission& submission, Batch& batch);
  StoredSubmission store_again(const NewSubmission& submission, Batch& batch);
  std::int64_t& last_sequence(ProjectId project, Batch& batch);

  SqliteDatabase& database_;
  std::mutex& database_mutex_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Waiting> waiting_;
  bool stopping_ = false;
  std::size_t stored_since_fitted_ = 0; // of the thread
  WorkerPool teller_{1};
  std::thread thread_;
};

} // namespace pilotage::endpoint
