#include "sync/endpoint/storage/submission_writer.h"

#include <set>

#include "sync/endpoint/storage/corrections.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/endpoint/storage/sql_submissions.h"
#include "sync/endpoint/storage/sqlite_cache.h"
#include "sync/endpoint/storage/submission_files.h"
#include "sync/endpoint/storage/told.h"

namespace pilotage::endpoint {

namespace {

// Five of a laptop's batches: the next are read while these are on their way to the disk. Larger ones touch fewer pages of the index by
// instance for each submission, but more wait for one another.
constexpr std::size_t kLargestBatch = 1000;
// Unless they are large: a commit of a thousand of 16 MB would fill the memory and the write-ahead log.
constexpr std::size_t kLargestBatchBytes = std::size_t{16} << 20;
constexpr std::size_t kFittedAfter = 10'000; // submissions, after which the cache is fitted to the store again

} // namespace

struct SubmissionWriter::Batch {
  std::map<ProjectId, std::int64_t> last_sequence;
  std::map<std::pair<ProjectId, std::string>, std::int64_t> added; // by form
  std::set<std::pair<ProjectId, std::string_view>> senders;        // by token: of what was added
  std::int64_t now = milliseconds_now();
};

SubmissionWriter::SubmissionWriter(SqliteDatabase& database, std::mutex& mutex)
    : database_(database), database_mutex_(mutex), thread_([this] { run(); }) {}

SubmissionWriter::~SubmissionWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_all();
  thread_.join();
}

void SubmissionWriter::add(NewSubmission submission, Storage::Done done) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({std::move(submission), std::move(done)});
  }
  arrived_.notify_one();
}

void SubmissionWriter::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    arrived_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const auto written = std::make_shared<Written>(); // shared: what is posted must be something that can be copied
    std::size_t bytes = 0;
    while (!waiting_.empty() && written->waiting.size() < kLargestBatch && bytes < kLargestBatchBytes) {
      bytes += waiting_.front().submission.xml.size();
      written->waiting.push_back(std::move(waiting_.front()));
      waiting_.pop_front();
    }
    lock.unlock();
    written->stored = commit(written->waiting);
    teller_.post([written] { tell(*written); });
    lock.lock();
  }
}

void SubmissionWriter::tell(Written& written) {
  for (std::size_t i = 0; i < written.waiting.size(); ++i) {
    if (written.stored)
      told(written.waiting[i].done, std::move(written.stored->at(i)));
    else
      told(written.waiting[i].done, std::unexpected(written.stored.error()));
  }
}

Result<std::vector<StoredSubmission>> SubmissionWriter::commit(const std::deque<Waiting>& waiting) {
  return attempt([&] {
    const std::lock_guard lock(database_mutex_);
    if (stored_since_fitted_ >= kFittedAfter) {
      fit_cache(database_);
      stored_since_fitted_ = 0;
    }
    Transaction transaction(database_);
    Batch batch;
    std::vector<StoredSubmission> results;
    results.reserve(waiting.size());
    for (const Waiting& one : waiting) results.push_back(store(one.submission, batch));
    for (const auto& [project, last] : batch.last_sequence)
      database_.change("UPDATE project SET last_sequence=? WHERE project_id=?", last, project);
    for (const auto& [form, count] : batch.added)
      database_.change("UPDATE form SET submissions=submissions+? WHERE project_id=? AND form_id=?", count, form.first, form.second);
    for (const auto& [project, token] : batch.senders)
      database_.change("UPDATE access_token SET last_used_at=? WHERE token_id=? AND project_id=?", batch.now, token, project);
    transaction.commit();
    stored_since_fitted_ += waiting.size();
    return results;
  });
}

// Positions are given out inside the transaction, and SQLite lets one writer in at a time: commits follow one another in their order.
std::int64_t& SubmissionWriter::last_sequence(ProjectId project, Batch& batch) {
  auto found = batch.last_sequence.find(project);
  if (found == batch.last_sequence.end()) {
    Query query = database_.query("SELECT last_sequence FROM project WHERE project_id=?", project);
    found = batch.last_sequence.emplace(project, query.next() ? query.integer(0) : 0).first;
  }
  return found->second;
}

StoredSubmission SubmissionWriter::store(const NewSubmission& submission, Batch& batch) {
  if (!submission.deprecated_id.empty() && closes_circle(database_, submission)) return refused_as(Stored::circle);
  if (is_superseded(database_, submission)) return refused_as(Stored::superseded);
  std::int64_t& last = last_sequence(submission.project, batch);
  if (!insert_submission(database_, submission, last + 1, batch.now)) return store_again(submission, batch);
  StoredSubmission stored{
      .outcome = Stored::first, .sequence = ++last, .submitted_at = batch.now, .files = submission.files, .conflicting_files = {}};
  for (const SubmissionFile& file : submission.files) put_file(database_, submission.project, submission.instance_id, file);
  ++batch.added[{submission.project, submission.form_id}];
  batch.senders.emplace(submission.project, submission.token_id);
  return stored;
}

// The same response once more: nothing changes, but that attachments may come which were missing, or which it does not name.
StoredSubmission SubmissionWriter::store_again(const NewSubmission& submission, Batch& batch) {
  StoredSubmission stored{.outcome = Stored::again, .sequence = 0, .submitted_at = 0, .files = {}, .conflicting_files = {}};
  {
    Query query = database_.query("SELECT sequence, submitted_at, sha256 FROM submission WHERE project_id=? AND instance_id=?",
                                  submission.project, submission.instance_id);
    query.next();
    stored.sequence = query.integer(0);
    stored.submitted_at = query.integer(1);
    if (query.text(2) != submission.sha256) stored.outcome = Stored::other_content;
  }
  if (stored.outcome == Stored::other_content) return stored;
  stored.files = own_files_of(database_, submission.project, submission.instance_id);
  const std::vector<SubmissionFile> added = fill_in(stored, submission.files);
  for (const SubmissionFile& file : added) put_file(database_, submission.project, submission.instance_id, file);
  if (added.empty()) return stored;
  std::int64_t& last = last_sequence(submission.project, batch);
  database_.change("UPDATE submission SET position=?, files=? WHERE project_id=? AND instance_id=?", ++last, stored.files.size(),
                   submission.project, submission.instance_id);
  for (const std::string& heir : heirs_of(database_, submission.project, submission.instance_id, added))
    database_.change("UPDATE submission SET position=? WHERE project_id=? AND instance_id=?", ++last, submission.project, heir);
  return stored;
}

} // namespace pilotage::endpoint
