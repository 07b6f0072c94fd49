#include <algorithm>

#include "sync/endpoint/storage/sql_form_rows.h"
#include "sync/endpoint/storage/sql_storage.h"
#include "sync/endpoint/storage/sql_text.h"
#include "sync/endpoint/storage/submission_files.h"
#include "sync/endpoint/storage/text_lines.h"

namespace pilotage::endpoint {

namespace {

constexpr std::string_view kFromDrafts = ", media, token, created_at, updated_at FROM form_draft ";
constexpr std::string_view kDraftOfForm = "WHERE project_id=? AND form_id=?";
constexpr std::string_view kDraftOfToken = "WHERE token=? AND project_id IN (SELECT project_id FROM project WHERE deleted_at IS NULL)";
constexpr std::string_view kDraftsOfProject = "WHERE project_id=? ORDER BY form_id";
constexpr std::string_view kOneDraft = sql_of<kSelectForm, kFromDrafts, kDraftOfForm>;
constexpr std::string_view kDraftByToken = sql_of<kSelectForm, kFromDrafts, kDraftOfToken>;
constexpr std::string_view kAllDrafts = sql_of<kSelectForm, kFromDrafts, kDraftsOfProject>;

std::vector<FormFile> draft_files_of(Database& database, ProjectId project, const std::string& form_id) {
  return form_files_in(database.query("SELECT name, sha256, md5, size FROM form_draft_file WHERE project_id=? AND form_id=? ORDER BY name",
                                      project, form_id));
}

FormDraft draft_in(const Query& row) {
  return {.form = form_in(row),
          .media = lines_of(row.text(kFormColumns)),
          .token = row.text(kFormColumns + 1),
          .created_at = row.integer(kFormColumns + 2),
          .updated_at = row.integer(kFormColumns + 3)};
}

std::vector<FormDraft> all_of(Database& database, Query row) {
  std::vector<FormDraft> drafts;
  while (row.next()) drafts.push_back(draft_in(row));
  for (FormDraft& draft : drafts) draft.form.files = draft_files_of(database, draft.form.project, draft.form.form_id);
  return drafts;
}

std::unexpected<Error> no_draft(std::string_view form_id) {
  return fail(ErrorCode::not_found, "This form has no draft.", std::string(form_id));
}

Result<FormDraft> first(Result<std::vector<FormDraft>> drafts, std::string_view form_id) {
  if (!drafts) return std::unexpected(drafts.error());
  if (drafts->empty()) return no_draft(form_id);
  return std::move(drafts->front());
}

void drop_submissions(Database& database, ProjectId project, std::string_view form_id) {
  database.change("DELETE FROM draft_submission_file WHERE project_id=? AND form_id=?", project, form_id);
  database.change("DELETE FROM draft_submission WHERE project_id=? AND form_id=?", project, form_id);
}

void drop_files(Database& database, ProjectId project, std::string_view form_id) {
  database.change("DELETE FROM form_draft_file WHERE project_id=? AND form_id=?", project, form_id);
}

void put_file(Database& database, ProjectId project, std::string_view form_id, const FormFile& file) {
  database.change("INSERT INTO form_draft_file (project_id, form_id, name, sha256, md5, size) VALUES (?,?,?,?,?,?) "
                  "ON CONFLICT (project_id, form_id, name) DO UPDATE SET sha256=excluded.sha256, md5=excluded.md5, size=excluded.size",
                  project, form_id, file.name, file.sha256, file.md5, static_cast<std::int64_t>(file.size));
}

void put_submission_file(Database& database, ProjectId project, std::string_view form_id, std::string_view instance_id,
                         const SubmissionFile& file) {
  database.change("INSERT INTO draft_submission_file (project_id, form_id, instance_id, name, sha256, content_type, size) "
                  "VALUES (?,?,?,?,?,?,?) ON CONFLICT (project_id, form_id, instance_id, name) DO UPDATE SET sha256=excluded.sha256, "
                  "content_type=excluded.content_type, size=excluded.size",
                  project, form_id, instance_id, file.name, file.sha256, file.content_type, static_cast<std::int64_t>(file.size));
}

std::vector<SubmissionFile> submission_files(Database& database, ProjectId project, std::string_view form_id,
                                             std::string_view instance_id) {
  std::vector<SubmissionFile> files;
  Query row = database.query("SELECT name, sha256, content_type, size FROM draft_submission_file "
                             "WHERE project_id=? AND form_id=? AND instance_id=? ORDER BY name",
                             project, form_id, instance_id);
  while (row.next())
    files.push_back(
        {.name = row.text(0), .sha256 = row.text(1), .content_type = row.text(2), .size = static_cast<std::uint64_t>(row.integer(3))});
  return files;
}

} // namespace

Result<void> SqlStorage::put_draft(const FormDraft& draft) {
  const FormVersion& form = draft.form;
  return write([&](Database& database) {
    database.change(
        "INSERT INTO form_draft (project_id, form_id, version, title, sha256, md5, encrypted, upload_paths, media, token, "
        "created_at, updated_at, xform, made_by) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (project_id, form_id) DO UPDATE SET "
        "version=excluded.version, title=excluded.title, sha256=excluded.sha256, md5=excluded.md5, "
        "encrypted=excluded.encrypted, upload_paths=excluded.upload_paths, media=excluded.media, "
        "updated_at=excluded.updated_at, xform=excluded.xform",
        form.project, form.form_id, form.version, form.title, form.sha256, form.md5, form.encrypted, joined(form.upload_paths),
        joined(draft.media), draft.token, draft.created_at, draft.updated_at, form.xform, form.made_by);
    drop_submissions(database, form.project, form.form_id);
    drop_files(database, form.project, form.form_id);
    for (const FormFile& file : form.files) put_file(database, form.project, form.form_id, file);
  });
}

Result<FormDraft> SqlStorage::draft(ProjectId project, std::string_view form_id) {
  return first(read([&](Database& database) { return all_of(database, database.query(kOneDraft, project, form_id)); }), form_id);
}

Result<FormDraft> SqlStorage::draft_by_token(std::string_view token) {
  return first(read([&](Database& database) { return all_of(database, database.query(kDraftByToken, token)); }), {});
}

Result<std::vector<FormDraft>> SqlStorage::drafts(ProjectId project) {
  return read([&](Database& database) { return all_of(database, database.query(kAllDrafts, project)); });
}

Result<void> SqlStorage::drop_draft(ProjectId project, std::string_view form_id) {
  const auto dropped = write([&](Database& database) {
    drop_submissions(database, project, form_id);
    drop_files(database, project, form_id);
    return database.change("DELETE FROM form_draft WHERE project_id=? AND form_id=?", project, form_id);
  });
  if (!dropped) return std::unexpected(dropped.error());
  if (*dropped == 0) return no_draft(form_id);
  return {};
}

Result<void> SqlStorage::put_draft_file(ProjectId project, std::string_view form_id, const FormFile& file) {
  return write([&](Database& database) { put_file(database, project, form_id, file); });
}

Result<bool> SqlStorage::drop_draft_file(ProjectId project, std::string_view form_id, std::string_view name) {
  return write([&](Database& database) {
    return database.change("DELETE FROM form_draft_file WHERE project_id=? AND form_id=? AND name=?", project, form_id, name) == 1;
  });
}

Result<StoredSubmission> SqlStorage::add_draft_submission(ProjectId project, std::string_view form_id, const DraftSubmission& submission) {
  return write([&](Database& database) {
    StoredSubmission stored{.outcome = Stored::first,
                            .sequence = 0,
                            .submitted_at = submission.submitted_at,
                            .files = submission.files,
                            .conflicting_files = {}};
    std::vector<SubmissionFile> added = submission.files;
    {
      Query known = database.query("SELECT xml, submitted_at FROM draft_submission WHERE project_id=? AND form_id=? AND instance_id=?",
                                   project, form_id, submission.instance_id);
      if (known.next()) {
        stored.outcome = known.text(0) == submission.xml ? Stored::again : Stored::other_content;
        stored.submitted_at = known.integer(1);
      }
    }
    if (stored.outcome == Stored::other_content) return stored;
    if (stored.outcome == Stored::again) {
      stored.files = submission_files(database, project, form_id, submission.instance_id);
      added = fill_in(stored, submission.files);
    } else {
      database.change("INSERT INTO draft_submission (project_id, form_id, instance_id, submitted_at, xml) VALUES (?,?,?,?,?)", project,
                      form_id, submission.instance_id, submission.submitted_at, Blob{submission.xml});
    }
    for (const SubmissionFile& file : added) put_submission_file(database, project, form_id, submission.instance_id, file);
    return stored;
  });
}

Result<std::vector<DraftSubmission>> SqlStorage::draft_submissions(ProjectId project, std::string_view form_id) {
  return read([&](Database& database) {
    std::vector<DraftSubmission> all;
    Query row = database.query("SELECT instance_id, xml, submitted_at FROM draft_submission WHERE project_id=? AND form_id=? "
                               "ORDER BY submitted_at DESC, instance_id",
                               project, form_id);
    while (row.next()) all.push_back({.instance_id = row.text(0), .xml = row.text(1), .submitted_at = row.integer(2), .files = {}});
    for (DraftSubmission& one : all) one.files = submission_files(database, project, form_id, one.instance_id);
    return all;
  });
}

} // namespace pilotage::endpoint
