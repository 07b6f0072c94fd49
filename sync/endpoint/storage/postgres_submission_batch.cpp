#include "sync/endpoint/storage/postgres_submission_batch.h"

#include <algorithm>
#include <set>

#include "sync/endpoint/storage/corrections.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/endpoint/storage/postgres_copy.h"
#include "sync/endpoint/storage/postgres_failure.h"
#include "sync/endpoint/storage/postgres_values.h"
#include "sync/endpoint/storage/sql_submissions.h"
#include "sync/endpoint/storage/submission_files.h"

namespace pilotage::endpoint {

namespace {

constexpr std::size_t kPiece = 256 * 1024; // of rows on their way to COPY

constexpr const char* kCopySubmissions = "COPY submission (project_id, position, sequence, instance_id, form_id, form_version, "
                                         "deprecated_id, submitted_at, token_id, device_id, "
                                         "sha256, files, xml) FROM STDIN (FORMAT binary)";
constexpr const char* kCopyFiles =
    "COPY submission_file (project_id, instance_id, name, sha256, content_type, size) FROM STDIN (FORMAT binary)";

// One look into the index for each: of a plain join the planner may think, while the table is young, that reading the whole project is as
// good.
constexpr const char* kKnown = "SELECT s.instance_id, s.sequence, s.submitted_at, s.sha256 FROM unnest(?::text[]) AS came(instance_id) "
                               "CROSS JOIN LATERAL (SELECT instance_id, sequence, submitted_at, sha256 FROM submission "
                               "WHERE project_id=? AND instance_id=came.instance_id OFFSET 0) s";

void add_row(CopyRows& rows, const NewSubmission& submission, const StoredSubmission& stored, std::int64_t now) {
  rows.row(13)
      .integer(submission.project)
      .integer(stored.sequence)
      .integer(stored.sequence)
      .text(submission.instance_id)
      .text(submission.form_id);
  rows.text(submission.form_version).text(submission.deprecated_id).integer(now).text(submission.token_id).text(submission.device_id);
  rows.text(submission.sha256).integer(static_cast<std::int64_t>(stored.files.size())).bytes(submission.xml);
}

} // namespace

PostgresSubmissionBatch::PostgresSubmissionBatch(PostgresDatabase& database, ProjectId project,
                                                 const std::vector<const NewSubmission*>& submissions)
    : database_(database), project_(project), submissions_(submissions), now_(milliseconds_now()) {}

std::vector<StoredSubmission> PostgresSubmissionBatch::commit() {
  try {
    look_up();
    std::vector<StoredSubmission> outcomes;
    outcomes.reserve(submissions_.size());
    for (const NewSubmission* submission : submissions_) outcomes.push_back(decide(*submission));
    insert();
    insert_files();
    finish();
    return outcomes;
  } catch (const DatabaseFailure&) {
    database_.roll_back();
    throw;
  }
}

// Opens the transaction, waits for its turn in the project, and sees which of the responses are there already.
void PostgresSubmissionBatch::look_up() {
  std::vector<std::string_view> instances;
  for (const NewSubmission* submission : submissions_) instances.emplace_back(submission->instance_id);
  const std::string array = text_array(instances);
  PostgresDatabase::Pipeline pipeline(database_);
  pipeline.add("BEGIN ISOLATION LEVEL READ COMMITTED");
  pipeline.add("SELECT last_sequence FROM project WHERE project_id=? FOR NO KEY UPDATE", project_);
  pipeline.add(kKnown, Blob{array}, project_);
  auto answers = pipeline.run();
  if (!answers[1].next()) throw postgres_failure("23503", "there is no such project");
  last_sequence_ = answers[1].integer(0);
  for (Query& row = answers[2]; row.next();) {
    const std::string instance = row.text(0);
    const auto* submission = *std::ranges::find(submissions_, instance, &NewSubmission::instance_id);
    Response& response = responses_[submission->instance_id];
    response.sha256 = row.text(3);
    response.stored = {
        .outcome = Stored::again, .sequence = row.integer(1), .submitted_at = row.integer(2), .files = {}, .conflicting_files = {}};
  }
  if (!responses_.empty()) look_up_files(array);
}

void PostgresSubmissionBatch::look_up_files(std::string_view instances) {
  Query row = database_.query("SELECT instance_id, name, sha256, content_type, size FROM submission_file "
                              "WHERE project_id=? AND instance_id=ANY(?::text[]) ORDER BY instance_id, name",
                              project_, Blob{instances});
  while (row.next()) {
    const auto response = responses_.find(row.text(0));
    if (response == responses_.end()) continue;
    response->second.stored.files.push_back(
        {.name = row.text(1), .sha256 = row.text(2), .content_type = row.text(3), .size = static_cast<std::uint64_t>(row.integer(4))});
  }
}

StoredSubmission PostgresSubmissionBatch::decide(const NewSubmission& submission) {
  if (would_close_circle(submission)) return refused_as(Stored::circle);
  if (is_late_correction(submission)) return refused_as(Stored::superseded);
  const auto [found, is_new] = responses_.try_emplace(submission.instance_id);
  Response& response = found->second;
  if (is_new) {
    response.is_new = &submission;
    response.sha256 = submission.sha256;
    response.stored = {
        .outcome = Stored::first, .sequence = ++last_sequence_, .submitted_at = now_, .files = submission.files, .conflicting_files = {}};
    inserted_.push_back(&response);
    return response.stored;
  }
  StoredSubmission stored = response.stored;
  stored.outcome = response.sha256 == submission.sha256 ? Stored::again : Stored::other_content;
  if (stored.outcome == Stored::other_content) {
    stored.files.clear();
    return stored;
  }
  const std::vector<SubmissionFile> added = fill_in(stored, submission.files);
  response.stored.files = stored.files;
  if (added.empty() || response.is_new != nullptr) return stored; // its rows are not written yet
  response.added.insert(response.added.end(), added.begin(), added.end());
  response.new_position = ++last_sequence_;
  return stored;
}

// Nobody else stores anything in this project meanwhile; what this batch is about to store is not in the table yet.
bool PostgresSubmissionBatch::would_close_circle(const NewSubmission& submission) {
  if (submission.deprecated_id.empty() || responses_.contains(submission.instance_id)) return false;
  return closes_circle(database_, submission, [this](const std::string& instance_id) -> std::optional<std::string> {
    const auto found = responses_.find(instance_id);
    if (found == responses_.end() || found->second.is_new == nullptr) return std::nullopt;
    return found->second.is_new->deprecated_id;
  });
}

bool PostgresSubmissionBatch::is_late_correction(const NewSubmission& submission) {
  if (submission.deprecated_id.empty() || responses_.contains(submission.instance_id)) return false;
  const bool pending = std::ranges::any_of(inserted_, [&](const Response* other) {
    return other->is_new->deprecated_id == submission.deprecated_id && other->is_new->form_id == submission.form_id;
  });
  return pending || is_superseded(database_, submission);
}

void PostgresSubmissionBatch::insert() {
  if (inserted_.empty()) return;
  CopyRows rows;
  std::size_t at = 0;
  bool ended = false;
  database_.copy_in(kCopySubmissions, [&] {
    for (; at < inserted_.size() && rows.size() < kPiece; ++at) add_row(rows, *inserted_[at]->is_new, inserted_[at]->stored, now_);
    if (at == inserted_.size() && !std::exchange(ended, true)) rows.end();
    return rows.take();
  });
}

void PostgresSubmissionBatch::insert_files() {
  CopyRows rows;
  bool any = false;
  for (const Response* response : inserted_)
    for (const SubmissionFile& file : response->stored.files) {
      rows.row(6).integer(project_).text(response->is_new->instance_id).text(file.name).text(file.sha256).text(file.content_type);
      rows.integer(static_cast<std::int64_t>(file.size));
      any = true;
    }
  if (!any) return;
  rows.end();
  database_.copy_in(kCopyFiles, [&] { return rows.take(); });
}

// An array of the tokens that something new came with, each once.
std::string PostgresSubmissionBatch::senders() const {
  std::set<std::string_view> tokens;
  for (const Response* response : inserted_) tokens.emplace(response->is_new->token_id);
  return text_array(tokens);
}

// Corrections that have a file of what they correct stand in the feed anew when it comes.
std::vector<std::pair<std::string, std::int64_t>> PostgresSubmissionBatch::moved_heirs() {
  std::vector<std::string_view> completed;
  for (const auto& [instance, response] : responses_)
    if (!response.added.empty()) completed.push_back(instance);
  std::vector<std::pair<std::string, std::int64_t>> moved;
  if (completed.empty() || !any_is_corrected(completed)) return moved;
  for (const std::string_view instance : completed)
    for (std::string& heir : heirs_of(database_, project_, instance, responses_.find(instance)->second.added))
      moved.emplace_back(std::move(heir), ++last_sequence_);
  return moved;
}

bool PostgresSubmissionBatch::any_is_corrected(const std::vector<std::string_view>& instances) {
  const std::string array = text_array(instances);
  Query row = database_.query("SELECT 1 FROM submission WHERE project_id=? AND deprecated_id=ANY(?::text[]) AND deprecated_id<>'' LIMIT 1",
                              project_, Blob{array});
  return row.next();
}

// Counters, when tokens were used, attachments that followed, and COMMIT, in one round trip.
void PostgresSubmissionBatch::finish() {
  const std::string tokens = senders();
  const auto moved = moved_heirs();
  PostgresDatabase::Pipeline pipeline(database_);
  pipeline.add("UPDATE project SET last_sequence=? WHERE project_id=?", last_sequence_, project_);
  std::map<std::string_view, std::int64_t> by_form;
  for (const Response* response : inserted_) ++by_form[response->is_new->form_id];
  for (const auto& [form, count] : by_form)
    pipeline.add("UPDATE form SET submissions=submissions+? WHERE project_id=? AND form_id=?", count, project_, form);
  // Of this project alone, whose row is locked: two batches never wait for each other's tokens.
  if (!inserted_.empty())
    pipeline.add("UPDATE access_token SET last_used_at=? WHERE project_id=? AND token_id=ANY(?::text[])", now_, project_, Blob{tokens});
  for (const auto& [instance, response] : responses_) {
    for (const SubmissionFile& file : response.added)
      pipeline.add(kPutFile, project_, instance, std::string_view(file.name), std::string_view(file.sha256),
                   std::string_view(file.content_type), static_cast<std::int64_t>(file.size));
    if (response.new_position != 0)
      pipeline.add("UPDATE submission SET position=?, files=? WHERE project_id=? AND instance_id=?", response.new_position,
                   static_cast<std::int64_t>(response.stored.files.size()), project_, instance);
  }
  for (const auto& [heir, position] : moved)
    pipeline.add("UPDATE submission SET position=? WHERE project_id=? AND instance_id=?", position, project_, std::string_view(heir));
  pipeline.add("COMMIT");
  pipeline.run();
}

} // namespace pilotage::endpoint
