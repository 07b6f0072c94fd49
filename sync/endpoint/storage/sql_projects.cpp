#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "sync/endpoint/storage/sql_storage.h"
#include "sync/endpoint/storage/sql_text.h"

namespace pilotage::endpoint {

namespace {

// The columns in the order in which project_in() reads them.
constexpr std::string_view kProjects =
    "SELECT project_id, uuid, name, created_at, description, archived, updated_at, deleted_at FROM project ";
constexpr std::string_view kWithUuid = "WHERE uuid=?";
constexpr std::string_view kLiving = "WHERE deleted_at IS NULL ORDER BY project_id";
constexpr std::string_view kDeleted = "WHERE deleted_at IS NOT NULL ORDER BY project_id";
constexpr std::string_view kDeletedOne = "WHERE deleted_at IS NOT NULL AND project_id=?";
constexpr std::string_view kNamed =
    "WHERE deleted_at IS NULL AND (project_id=? OR uuid=? OR name=?) ORDER BY CASE WHEN project_id=? THEN 0 ELSE 1 END";
constexpr std::string_view kProjectOfUuid = sql_of<kProjects, kWithUuid>;
constexpr std::string_view kLivingProjects = sql_of<kProjects, kLiving>;
constexpr std::string_view kDeletedProjects = sql_of<kProjects, kDeleted>;
constexpr std::string_view kDeletedProject = sql_of<kProjects, kDeletedOne>;
constexpr std::string_view kNamedProject = sql_of<kProjects, kNamed>;

std::optional<std::int64_t> moment_in(const Query& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(row.integer(column));
}

Project project_in(const Query& row) {
  return {.id = row.integer(0),
          .uuid = row.text(1),
          .name = row.text(2),
          .created_at = row.integer(3),
          .description = row.text(4),
          .archived = row.integer(5) != 0,
          .updated_at = moment_in(row, 6),
          .deleted_at = moment_in(row, 7)};
}

std::vector<Project> projects_in(Query row) {
  std::vector<Project> all;
  while (row.next()) all.push_back(project_in(row));
  return all;
}

bool name_is_taken(Database& database, std::string_view name, ProjectId by_another_than) {
  return database.query("SELECT 1 FROM project WHERE name=? AND project_id<>?", name, by_another_than).next();
}

// What a deleted project is called meanwhile: another may have its name.
std::string deleted_ending(ProjectId project) { return fmt::format(" (deleted {})", project); }

std::unexpected<Error> no_such_project() { return fail(ErrorCode::not_found, "There is no such project."); }

// 0 where the text is not a number: no project has it.
ProjectId project_number(std::string_view text) {
  ProjectId number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

} // namespace

Result<Project> SqlStorage::create_project(std::string_view name, std::string_view description, bool archived) {
  const std::string uuid = new_uuid();
  auto made = write([&](Database& database) -> std::optional<Project> {
    const int added =
        database.change("INSERT INTO project (uuid, name, description, archived, created_at) VALUES (?,?,?,?,?) ON CONFLICT DO NOTHING",
                        uuid, name, description, archived, milliseconds_now());
    if (added == 0) return std::nullopt;
    Query row = database.query(kProjectOfUuid, uuid);
    row.next();
    return project_in(row);
  });
  if (!made) return std::unexpected(made.error());
  if (!*made) return fail(ErrorCode::conflict, "There is a project of this name already. Choose another name.", std::string(name));
  return std::move(**made);
}

Result<std::vector<Project>> SqlStorage::projects() {
  return read([](Database& database) { return projects_in(database.query(kLivingProjects)); });
}

Result<Project> SqlStorage::project(std::string_view which) {
  auto found = read([&](Database& database) -> std::optional<Project> {
    const ProjectId number = project_number(which);
    Query row = database.query(kNamedProject, number, which, which, number);
    if (!row.next()) return std::nullopt;
    return project_in(row);
  });
  if (!found) return std::unexpected(found.error());
  if (!*found) return fail(ErrorCode::not_found, "There is no such project.", std::string(which));
  return std::move(**found);
}

Result<ProjectFigures> SqlStorage::project_figures(ProjectId project) {
  auto found = read([&](Database& database) -> std::optional<ProjectFigures> {
    Query row = database.query(
        "SELECT (SELECT count(*) FROM form f WHERE f.project_id=p.project_id AND f.state<>'deleted'), "
        "(SELECT count(*) FROM access_token t WHERE t.project_id=p.project_id AND t.role='collector' AND t.revoked_at IS NULL), "
        "(SELECT max((SELECT s.submitted_at FROM submission s WHERE s.project_id=f.project_id AND s.form_id=f.form_id "
        "ORDER BY s.sequence DESC LIMIT 1)) FROM form f WHERE f.project_id=p.project_id) FROM project p WHERE p.project_id=?",
        project);
    if (!row.next()) return std::nullopt;
    ProjectFigures figures{.forms = static_cast<std::uint64_t>(row.integer(0)),
                           .app_users = static_cast<std::uint64_t>(row.integer(1)),
                           .last_submission = {}};
    if (!row.is_null(2)) figures.last_submission = row.integer(2);
    return figures;
  });
  if (!found) return std::unexpected(found.error());
  if (!*found) return no_such_project();
  return **found;
}

Result<void> SqlStorage::change_project(const Project& project) {
  enum class Outcome { changed, missing, taken };
  const std::int64_t now = milliseconds_now();
  const auto outcome = write([&](Database& database) {
    if (name_is_taken(database, project.name, project.id)) return Outcome::taken;
    const int changed =
        database.change("UPDATE project SET name=?, description=?, archived=?, updated_at=? WHERE project_id=? AND deleted_at IS NULL",
                        project.name, project.description, project.archived, now, project.id);
    return changed == 1 ? Outcome::changed : Outcome::missing;
  });
  if (!outcome) return std::unexpected(outcome.error());
  if (*outcome == Outcome::missing) return no_such_project();
  if (*outcome == Outcome::taken)
    return fail(ErrorCode::conflict, "There is a project of this name already. Choose another name.", project.name);
  return {};
}

Result<void> SqlStorage::delete_project(ProjectId project) {
  const std::int64_t now = milliseconds_now();
  const std::string ending = deleted_ending(project);
  const auto deleted = write([&](Database& database) {
    return database.change("UPDATE project SET name=name || ?, deleted_at=? WHERE project_id=? AND deleted_at IS NULL", ending, now,
                           project) == 1;
  });
  if (!deleted) return std::unexpected(deleted.error());
  if (!*deleted) return no_such_project();
  return {};
}

Result<Project> SqlStorage::restore_project(ProjectId project) {
  auto restored = write([&](Database& database) -> std::optional<Project> {
    std::optional<Project> found;
    if (Query row = database.query(kDeletedProject, project); row.next()) found = project_in(row);
    if (!found) return std::nullopt;
    const std::string ending = deleted_ending(project);
    if (found->name.ends_with(ending)) {
      const std::string before = found->name.substr(0, found->name.size() - ending.size());
      if (!name_is_taken(database, before, project)) found->name = before;
    }
    found->deleted_at.reset();
    database.change("UPDATE project SET name=?, deleted_at=NULL WHERE project_id=?", found->name, project);
    return found;
  });
  if (!restored) return std::unexpected(restored.error());
  if (!*restored) return fail(ErrorCode::not_found, "There is no such deleted project.");
  return std::move(**restored);
}

Result<std::vector<Project>> SqlStorage::deleted_projects() {
  return read([](Database& database) { return projects_in(database.query(kDeletedProjects)); });
}

} // namespace pilotage::endpoint
