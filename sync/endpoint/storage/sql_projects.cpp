#include <algorithm>
#include <charconv>
#include <optional>

#include "sync/endpoint/storage/sql_storage.h"

namespace pilotage::endpoint {

namespace {

Project project_in(const Query& row) {
  return {.id = row.integer(0), .uuid = row.text(1), .name = row.text(2), .created_at = row.integer(3)};
}

// 0 where the text is not a number: no project has it.
ProjectId project_number(std::string_view text) {
  ProjectId number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

} // namespace

Result<Project> SqlStorage::create_project(std::string_view name) {
  const Project project{.id = 0, .uuid = new_uuid(), .name = std::string(name), .created_at = milliseconds_now()};
  auto made = write([&](Database& database) -> std::optional<Project> {
    const int added = database.change("INSERT INTO project (uuid, name, created_at) VALUES (?,?,?) ON CONFLICT DO NOTHING", project.uuid,
                                      name, project.created_at);
    if (added == 0) return std::nullopt;
    Query row = database.query("SELECT project_id, uuid, name, created_at FROM project WHERE uuid=?", project.uuid);
    row.next();
    return project_in(row);
  });
  if (!made) return std::unexpected(made.error());
  if (!*made) return fail(ErrorCode::conflict, "There is a project of this name already. Choose another name.", std::string(name));
  return std::move(**made);
}

Result<std::vector<Project>> SqlStorage::projects() {
  return read([](Database& database) {
    std::vector<Project> all;
    Query row = database.query("SELECT project_id, uuid, name, created_at FROM project ORDER BY project_id");
    while (row.next()) all.push_back(project_in(row));
    return all;
  });
}

Result<Project> SqlStorage::project(std::string_view which) {
  auto found = read([&](Database& database) -> std::optional<Project> {
    Query row = database.query(
        "SELECT project_id, uuid, name, created_at FROM project WHERE project_id=? OR uuid=? OR name=? ORDER BY project_id=? DESC",
        project_number(which), which, which, project_number(which));
    if (!row.next()) return std::nullopt;
    return project_in(row);
  });
  if (!found) return std::unexpected(found.error());
  if (!*found) return fail(ErrorCode::not_found, "There is no such project.", std::string(which));
  return std::move(**found);
}

Result<void> SqlStorage::rename_project(ProjectId project, std::string_view name) {
  enum class Outcome { renamed, missing, taken };
  const auto outcome = write([&](Database& database) {
    if (database.query("SELECT 1 FROM project WHERE name=? AND project_id<>?", name, project).next()) return Outcome::taken;
    return database.change("UPDATE project SET name=? WHERE project_id=?", name, project) == 1 ? Outcome::renamed : Outcome::missing;
  });
  if (!outcome) return std::unexpected(outcome.error());
  if (*outcome == Outcome::missing) return fail(ErrorCode::not_found, "There is no such project.");
  if (*outcome == Outcome::taken)
    return fail(ErrorCode::conflict, "There is a project of this name already. Choose another name.", std::string(name));
  return {};
}

} // namespace pilotage::endpoint
