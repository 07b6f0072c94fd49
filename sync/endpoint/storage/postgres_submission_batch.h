// Submissions of one project that are committed together. The project's row is locked first: commits of a project follow one another over
// all processes, so that its sequence never has a number that appears after a larger one.
//
// One thread. The connection's failures are thrown; then nothing of the batch is to be believed, and the whole of it can be tried again:
// what was committed after all is found and counts once.
#pragma once

#include <map>
#include <vector>

#include "sync/endpoint/storage/postgres_database.h"
#include "sync/endpoint/storage/records.h"

namespace pilotage::endpoint {

class PostgresSubmissionBatch {
public:
  PostgresSubmissionBatch(PostgresDatabase& database, ProjectId project, const std::vector<const NewSubmission*>& submissions);
  // On disk when it returns: the outcome of each, in order.
  std::vector<StoredSubmission> commit();

private:
  // One response as it stands in the database, or will.
  struct Response {
    const NewSubmission* is_new = nullptr; // to be inserted
    std::string sha256;
    StoredSubmission stored;
    std::vector<SubmissionFile> added;
    std::int64_t new_position = 0; // where attachments have followed
  };

  void look_up();
  void look_up_files(std::string_view instances);
  StoredSubmission decide(const NewSubmission& submission);
  bool would_close_circle(const NewSubmission& submission);
  bool is_late_correction(const NewSubmission& submission);
  void insert();
  void insert_files();
  std::vector<std::pair<std::string, std::int64_t>> moved_heirs(); // with their new positions
  bool any_is_corrected(const std::vector<std::string_view>& instances);
  std::string senders() const;
  void finish();

  PostgresDatabase& database_;
  const ProjectId project_;
  const std::vector<const NewSubmission*>& submissions_;
  const std::int64_t now_;
  std::int64_t last_sequence_ = 0;
  std::map<std::string_view, Response> responses_; // by instance
  std::vector<const Response*> inserted_;          // in the order of their sequence
};

} // namespace pilotage::endpoint
