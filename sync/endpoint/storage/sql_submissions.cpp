#include "sync/endpoint/storage/sql_submissions.h"

#include <algorithm>
#include <set>

#include "sync/endpoint/storage/sql_storage.h"
#include "sync/endpoint/storage/submission_files.h"

namespace pilotage::endpoint {

namespace {

// The columns in the order in which submission_in() reads them.
Submission submission_in(const Query& row) {
  return {.position = row.integer(0),
          .instance_id = row.text(1),
          .form_id = row.text(2),
          .form_version = row.text(3),
          .submitted_at = row.integer(4),
          .sha256 = row.text(5),
          .xml = row.text(7),
          .files = {}};
}

constexpr std::string_view kOfAllForms =
    "SELECT position, instance_id, form_id, form_version, submitted_at, sha256, files, xml FROM submission "
    "WHERE project_id=? AND position>? ORDER BY position LIMIT ?";
constexpr std::string_view kOfOneForm =
    "SELECT position, instance_id, form_id, form_version, submitted_at, sha256, files, xml FROM submission "
    "WHERE project_id=? AND form_id=? AND position>? ORDER BY position LIMIT ?";
constexpr std::string_view kOneSubmission =
    "SELECT position, instance_id, form_id, form_version, submitted_at, sha256, files, xml FROM submission "
    "WHERE project_id=? AND instance_id=? AND form_id=?";

std::vector<std::string> corrections_of(Database& database, ProjectId project, const std::string& instance_id) {
  std::vector<std::string> corrections;
  Query row = database.query("SELECT c.instance_id FROM submission c JOIN submission s ON s.project_id=c.project_id "
                             "AND s.instance_id=c.deprecated_id AND s.form_id=c.form_id "
                             "WHERE c.project_id=? AND c.deprecated_id=? AND c.deprecated_id<>''",
                             project, instance_id);
  while (row.next()) corrections.push_back(row.text(0));
  return corrections;
}

// Of the feed.
void move_to_end(Database& database, ProjectId project, std::string_view instance_id) {
  database.change("UPDATE project SET last_sequence=last_sequence+1 WHERE project_id=?", project);
  database.change("UPDATE submission SET position=(SELECT last_sequence FROM project WHERE project_id=?) "
                  "WHERE project_id=? AND instance_id=?",
                  project, project, instance_id);
}

// Encrypted files bear the same names in each version, and open with the key of their own only.
bool is_awaited(const SubmissionFile& file) { return file.sha256.empty() && !file.name.ends_with(".enc"); }

void take_over(const std::vector<SubmissionFile>& from, std::vector<SubmissionFile>& files) {
  for (SubmissionFile& file : files) {
    if (!is_awaited(file)) continue;
    const auto found = std::ranges::find(from, file.name, &SubmissionFile::name);
    if (found == from.end()) continue;
    file = *found;
    file.taken_over = !file.sha256.empty();
  }
}

} // namespace

bool insert_submission(Database& database, const NewSubmission& submission, std::int64_t sequence, std::int64_t now) {
  return database.change("INSERT INTO submission (project_id, position, sequence, instance_id, form_id, form_version, deprecated_id, "
                         "submitted_at, token_id, device_id, sha256, files, xml) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) "
                         "ON CONFLICT (project_id, instance_id) DO NOTHING",
                         submission.project, sequence, sequence, submission.instance_id, submission.form_id, submission.form_version,
                         submission.deprecated_id, now, submission.token_id, submission.device_id, submission.sha256,
                         submission.files.size(), Blob{submission.xml}) == 1;
}

void put_file(Database& database, ProjectId project, std::string_view instance_id, const SubmissionFile& file) {
  database.change(kPutFile, project, instance_id, file.name, file.sha256, file.content_type, static_cast<std::int64_t>(file.size));
}

std::string corrected_by(Database& database, ProjectId project, std::string_view instance_id) {
  Query row = database.query("SELECT p.instance_id FROM submission s JOIN submission p ON p.project_id=s.project_id "
                             "AND p.instance_id=s.deprecated_id AND p.form_id=s.form_id "
                             "WHERE s.project_id=? AND s.instance_id=? AND s.deprecated_id<>''",
                             project, instance_id);
  return row.next() ? row.text(0) : std::string();
}

std::vector<SubmissionFile> own_files_of(Database& database, ProjectId project, std::string_view instance_id) {
  std::vector<SubmissionFile> files;
  Query row =
      database.query("SELECT name, sha256, content_type, size FROM submission_file WHERE project_id=? AND instance_id=? ORDER BY name",
                     project, instance_id);
  while (row.next())
    files.push_back(
        {.name = row.text(0), .sha256 = row.text(1), .content_type = row.text(2), .size = static_cast<std::uint64_t>(row.integer(3))});
  return files;
}

std::vector<SubmissionFile> files_of(Database& database, ProjectId project, std::string_view instance_id) {
  std::vector<SubmissionFile> files = own_files_of(database, project, instance_id);
  std::set<std::string> seen; // a damaged store may hold a circle
  for (std::string at(instance_id); std::ranges::any_of(files, is_awaited) && seen.insert(at).second;) {
    at = corrected_by(database, project, at);
    if (at.empty()) break;
    take_over(own_files_of(database, project, at), files);
  }
  return files;
}

std::vector<std::string> heirs_of(Database& database, ProjectId project, std::string_view instance_id,
                                  const std::vector<SubmissionFile>& files) {
  const auto inherits = [&](const std::string& correction) {
    return std::ranges::any_of(own_files_of(database, project, correction), [&](const SubmissionFile& own) {
      return is_awaited(own) && std::ranges::find(files, own.name, &SubmissionFile::name) != files.end();
    });
  };
  std::vector<std::string> chain = {std::string(instance_id)};
  for (std::size_t i = 0; i < chain.size(); ++i)
    for (const std::string& correction : corrections_of(database, project, chain[i]))
      if (std::ranges::find(chain, correction) == chain.end() && inherits(correction)) chain.push_back(correction);
  chain.erase(chain.begin());
  return chain;
}

Result<bool> SqlStorage::add_file(ProjectId project, std::string_view instance_id, const SubmissionFile& file) {
  enum class Outcome { added, again, missing, other };
  const auto outcome = write([&](Database& database) {
    // On PostgreSQL submissions to the project wait from here on: the position that is given out is not passed by a later one.
    database.change("UPDATE project SET last_sequence=last_sequence WHERE project_id=?", project);
    std::optional<std::string> known;
    if (Query row = database.query("SELECT sha256 FROM submission_file WHERE project_id=? AND instance_id=? AND name=?", project,
                                   instance_id, file.name);
        row.next())
      known = row.text(0);
    if (!known) return Outcome::missing;
    if (!known->empty()) return *known == file.sha256 ? Outcome::again : Outcome::other;
    put_file(database, project, instance_id, file);
    move_to_end(database, project, instance_id);
    for (const std::string& heir : heirs_of(database, project, instance_id, {file})) move_to_end(database, project, heir);
    return Outcome::added;
  });
  if (!outcome) return std::unexpected(outcome.error());
  if (*outcome == Outcome::missing) return fail(ErrorCode::not_found, "This submission names no such attachment.");
  if (*outcome == Outcome::other)
    return fail(ErrorCode::conflict, "This attachment came before with other content. The first one stays.", file.name);
  return *outcome == Outcome::added;
}

Result<std::vector<Submission>> SqlStorage::submissions_after(ProjectId project, std::string_view form_id, std::int64_t position,
                                                              std::size_t limit, std::size_t bytes) {
  return read([&](Database& database) {
    const auto rows = static_cast<std::int64_t>(limit);
    Query row = form_id.empty() ? database.query(kOfAllForms, project, position, rows)
                                : database.query(kOfOneForm, project, form_id, position, rows);
    std::vector<Submission> found;
    for (std::size_t size = 0; size < bytes && row.next(); size += page_bytes(found.back())) {
      found.push_back(submission_in(row));
      if (row.integer(6) > 0) found.back().files = files_of(database, project, found.back().instance_id);
    }
    return found;
  });
}

Result<Submission> SqlStorage::submission(ProjectId project, std::string_view form_id, std::string_view instance_id) {
  auto found = read([&](Database& database) -> std::optional<Submission> {
    Query row = database.query(kOneSubmission, project, instance_id, form_id);
    if (!row.next()) return std::nullopt;
    Submission submission = submission_in(row);
    submission.files = files_of(database, project, instance_id);
    return submission;
  });
  if (!found) return std::unexpected(found.error());
  if (!*found) return fail(ErrorCode::not_found, "There is no such submission.");
  return std::move(**found);
}

} // namespace pilotage::endpoint
