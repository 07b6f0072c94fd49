#include <algorithm>
#include <optional>

#include "sync/endpoint/storage/sql_form_rows.h"
#include "sync/endpoint/storage/sql_storage.h"
#include "sync/endpoint/storage/sql_text.h"
#include "sync/endpoint/storage/text_lines.h"

namespace pilotage::endpoint {

namespace {

constexpr std::string_view kSummaries =
    "SELECT f.form_id, f.state, f.current_version, v.title, v.md5, v.published_at, f.submissions, "
    "EXISTS (SELECT 1 FROM form_file x WHERE x.project_id=v.project_id AND x.form_id=v.form_id AND x.version=v.version), "
    "(SELECT min(o.published_at) FROM form_version o WHERE o.project_id=f.project_id AND o.form_id=f.form_id), "
    "(SELECT s.submitted_at FROM submission s WHERE s.project_id=f.project_id AND s.form_id=f.form_id ORDER BY s.sequence DESC LIMIT 1), "
    "(SELECT o.made_by FROM form_version o WHERE o.project_id=f.project_id AND o.form_id=f.form_id ORDER BY o.published_at LIMIT 1) "
    "FROM form f JOIN form_version v ON v.project_id=f.project_id AND v.form_id=f.form_id AND v.version=f.current_version "
    "WHERE f.project_id=? AND (?='' OR f.form_id=?) AND f.state<>'deleted' ORDER BY f.form_id";

FormSummary summary_in(const Query& row, ProjectId project) {
  FormSummary form{.project = project,
                   .form_id = row.text(0),
                   .state = form_state_named(row.text(1)).value_or(FormState::closed),
                   .version = row.text(2),
                   .title = row.text(3),
                   .md5 = row.text(4),
                   .has_files = row.integer(7) != 0,
                   .published_at = row.integer(5),
                   .created_at = row.integer(8),
                   .created_by = row.integer(10),
                   .submissions = static_cast<std::uint64_t>(row.integer(6)),
                   .last_submission = {}};
  if (!row.is_null(9)) form.last_submission = row.integer(9);
  return form;
}

constexpr std::string_view kFromVersions = ", published_at FROM form_version WHERE project_id=? AND form_id=? AND version=?";
constexpr std::string_view kOneVersion = sql_of<kSelectForm, kFromVersions>;

std::vector<FormFile> form_files_of(Database& database, ProjectId project, std::string_view form_id, std::string_view version) {
  return form_files_in(
      database.query("SELECT name, sha256, md5, size FROM form_file WHERE project_id=? AND form_id=? AND version=? ORDER BY name", project,
                     form_id, version));
}

std::optional<FormVersion> version_in(Database& database, ProjectId project, std::string_view form_id, std::string_view version) {
  Query row = database.query(kOneVersion, project, form_id, version);
  if (!row.next()) return std::nullopt;
  FormVersion form = form_in(row);
  form.files = form_files_of(database, project, form_id, version);
  form.published_at = row.integer(kFormColumns);
  return form;
}

bool same_content(const FormVersion& a, const FormVersion& b) {
  return a.sha256 == b.sha256 && std::ranges::equal(a.files, b.files, [](const FormFile& x, const FormFile& y) {
           return x.name == y.name && x.sha256 == y.sha256;
         });
}

void insert_version(Database& database, const FormVersion& v) {
  database.change("INSERT INTO form (project_id, form_id, state, current_version) VALUES (?,?,'open',?) "
                  "ON CONFLICT (project_id, form_id) DO UPDATE SET current_version=excluded.current_version, state='open'",
                  v.project, v.form_id, v.version);
  database.change(
      "INSERT INTO form_version (project_id, form_id, version, title, sha256, md5, encrypted, upload_paths, published_at, xform, "
      "made_by) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
      v.project, v.form_id, v.version, v.title, v.sha256, v.md5, std::int64_t{v.encrypted}, joined(v.upload_paths), v.published_at, v.xform,
      v.made_by);
  for (const FormFile& file : v.files)
    database.change("INSERT INTO form_file (project_id, form_id, version, name, sha256, md5, size) VALUES (?,?,?,?,?,?,?)", v.project,
                    v.form_id, v.version, file.name, file.sha256, file.md5, static_cast<std::int64_t>(file.size));
}

// A form that was deleted, by one of its versions.
bool bring_back(Database& database, const FormVersion& v) {
  return database.change("UPDATE form SET state='open', current_version=? WHERE project_id=? AND form_id=? AND state='deleted'", v.version,
                         v.project, v.form_id) == 1;
}

std::unexpected<Error> no_such_form(std::string_view form_id) {
  return fail(ErrorCode::not_found, "This project has no such form.", std::string(form_id));
}

} // namespace

Result<bool> SqlStorage::publish_form(const FormVersion& version) {
  enum class Outcome { published, again, other_content };
  const auto outcome = write([&](Database& database) {
    if (const auto known = version_in(database, version.project, version.form_id, version.version)) {
      if (!same_content(*known, version)) return Outcome::other_content;
      return bring_back(database, version) ? Outcome::published : Outcome::again;
    }
    insert_version(database, version);
    return Outcome::published;
  });
  if (!outcome) return std::unexpected(outcome.error());
  if (*outcome == Outcome::other_content)
    return fail(ErrorCode::conflict,
                "This version of the form is published already with other content. Give the changed form a new version.",
                version.form_id + " " + version.version);
  return *outcome == Outcome::published;
}

Result<void> SqlStorage::set_form_state(ProjectId project, std::string_view form_id, FormState state) {
  const auto changed = write([&](Database& database) {
    return database.change("UPDATE form SET state=? WHERE project_id=? AND form_id=? AND state<>'deleted'", name(state), project, form_id);
  });
  if (!changed) return std::unexpected(changed.error());
  if (*changed == 0) return no_such_form(form_id);
  return {};
}

Result<void> SqlStorage::delete_form(ProjectId project, std::string_view form_id) {
  const auto changed = write([&](Database& database) {
    return database.change("UPDATE form SET state='deleted' WHERE project_id=? AND form_id=? AND state<>'deleted'", project, form_id);
  });
  if (!changed) return std::unexpected(changed.error());
  if (*changed == 0) return no_such_form(form_id);
  return {};
}

Result<std::vector<FormSummary>> SqlStorage::forms(ProjectId project) {
  return read([&](Database& database) {
    std::vector<FormSummary> all;
    Query row = database.query(kSummaries, project, "", "");
    while (row.next()) all.push_back(summary_in(row, project));
    return all;
  });
}

Result<FormSummary> SqlStorage::form(ProjectId project, std::string_view form_id) {
  if (form_id.empty()) return no_such_form(form_id);
  auto found = read([&](Database& database) -> std::optional<FormSummary> {
    Query row = database.query(kSummaries, project, form_id, form_id);
    if (!row.next()) return std::nullopt;
    return summary_in(row, project);
  });
  if (!found) return std::unexpected(found.error());
  if (!*found) return no_such_form(form_id);
  return std::move(**found);
}

Result<FormVersion> SqlStorage::form_version(ProjectId project, std::string_view form_id, std::string_view version) {
  auto found = read([&](Database& database) { return version_in(database, project, form_id, version); });
  if (!found) return std::unexpected(found.error());
  if (!*found) return fail(ErrorCode::not_found, "This form has no such version.", std::string(form_id) + " " + std::string(version));
  return std::move(**found);
}

Result<std::vector<FormVersion>> SqlStorage::form_versions(ProjectId project, std::string_view form_id) {
  return read([&](Database& database) {
    std::vector<FormVersion> versions;
    Query row = database.query("SELECT version, title, sha256, md5, encrypted, published_at, made_by, upload_paths FROM form_version "
                               "WHERE project_id=? AND form_id=? ORDER BY published_at DESC, version DESC",
                               project, form_id);
    while (row.next())
      versions.push_back({.project = project,
                          .form_id = std::string(form_id),
                          .version = row.text(0),
                          .title = row.text(1),
                          .xform = {},
                          .sha256 = row.text(2),
                          .md5 = row.text(3),
                          .encrypted = row.integer(4) != 0,
                          .upload_paths = lines_of(row.text(7)),
                          .files = {},
                          .published_at = row.integer(5),
                          .made_by = row.integer(6)});
    return versions;
  });
}

Result<Storage::FormTarget> SqlStorage::form_target(ProjectId project, std::string_view form_id, std::string_view version) {
  enum class Missing { nothing, the_form, the_version };
  FormTarget target;
  const auto missing = read([&](Database& database) {
    Query form = database.query("SELECT state FROM form WHERE project_id=? AND form_id=? AND state<>'deleted'", project, form_id);
    if (!form.next()) return Missing::the_form;
    target.state = form_state_named(form.text(0)).value_or(FormState::closed);
    Query row = database.query("SELECT encrypted, upload_paths FROM form_version WHERE project_id=? AND form_id=? AND version=?", project,
                               form_id, version);
    if (!row.next()) return Missing::the_version;
    target.encrypted = row.integer(0) != 0;
    target.upload_paths = lines_of(row.text(1));
    return Missing::nothing;
  });
  if (!missing) return std::unexpected(missing.error());
  if (*missing == Missing::the_form) return no_such_form(form_id);
  if (*missing == Missing::the_version)
    return fail(ErrorCode::not_found, "This form has no such version.", std::string(form_id) + " " + std::string(version));
  return target;
}

} // namespace pilotage::endpoint
