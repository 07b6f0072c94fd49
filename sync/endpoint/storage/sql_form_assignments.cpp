#include "sync/endpoint/storage/sql_actors.h"
#include "sync/endpoint/storage/sql_storage.h"

namespace pilotage::endpoint {

Result<bool> SqlStorage::assign_form(ProjectId project, std::string_view form_id, ActorId app_user) {
  enum class Outcome { assigned, again, missing };
  const auto outcome = write([&](Database& database) {
    if (database.change("UPDATE access_token SET by_form=1 WHERE project_id=? AND actor_id=? AND role='collector' AND revoked_at IS NULL",
                        project, app_user) == 0)
      return Outcome::missing;
    return database.change("INSERT INTO form_assignment (project_id, actor_id, form_id) VALUES (?,?,?) ON CONFLICT DO NOTHING", project,
                           app_user, form_id) == 1
               ? Outcome::assigned
               : Outcome::again;
  });
  if (!outcome) return std::unexpected(outcome.error());
  if (*outcome == Outcome::missing) return fail(ErrorCode::not_found, "This project has no such app user.");
  return *outcome == Outcome::assigned;
}

Result<bool> SqlStorage::withdraw_form(ProjectId project, std::string_view form_id, ActorId app_user) {
  return write([&](Database& database) {
    return database.change("DELETE FROM form_assignment WHERE project_id=? AND actor_id=? AND form_id=?", project, app_user, form_id) == 1;
  });
}

Result<std::vector<FormAssignment>> SqlStorage::form_assignments(ProjectId project, std::string_view form_id) {
  return read([&](Database& database) {
    std::vector<FormAssignment> all;
    Query row = database.query("SELECT a.actor_id, a.kind, a.name, a.created_at, f.form_id FROM form_assignment f "
                               "JOIN actor a ON a.actor_id=f.actor_id JOIN access_token t ON t.actor_id=f.actor_id "
                               "WHERE f.project_id=? AND (?='' OR f.form_id=?) AND t.project_id=f.project_id AND t.revoked_at IS NULL "
                               "ORDER BY f.form_id, f.actor_id",
                               project, form_id, form_id);
    while (row.next()) all.push_back({.actor = actor_in(row, 0), .form_id = row.text(4)});
    return all;
  });
}

} // namespace pilotage::endpoint
