#include <optional>

#include "sync/endpoint/storage/sql_actors.h"
#include "sync/endpoint/storage/sql_storage.h"

namespace pilotage::endpoint {

namespace {

AccessToken token_in(const Query& row) {
  AccessToken token{.id = row.text(0),
                    .project = row.integer(1),
                    .role = role_named(row.text(2)).value_or(Role::collector),
                    .name = row.text(3),
                    .hash = row.text(4),
                    .created_at = row.integer(5),
                    .revoked_at = {},
                    .actor = row.integer(7),
                    .forms = {},
                    .last_used_at = {}};
  if (!row.is_null(6)) token.revoked_at = row.integer(6);
  return token;
}

std::vector<std::string> forms_of(Database& database, const AccessToken& token) {
  std::vector<std::string> forms;
  Query row = database.query("SELECT form_id FROM form_assignment WHERE project_id=? AND actor_id=?", token.project, token.actor);
  while (row.next()) forms.push_back(row.text(0));
  return forms;
}

} // namespace

Result<void> SqlStorage::add_token(const AccessToken& token) {
  return write([&](Database& database) {
    const ActorId actor = add_actor(database, token.id, "field_key", token.name, token.created_at);
    database.change("INSERT INTO access_token (project_id, token_id, role, name, hash, created_at, actor_id) VALUES (?,?,?,?,?,?,?)",
                    token.project, token.id, name(token.role), token.name, token.hash, token.created_at, actor);
  });
}

Result<AccessToken> SqlStorage::token_by_hash(std::string_view hash) {
  auto found = read([&](Database& database) -> std::optional<AccessToken> {
    std::optional<AccessToken> token;
    bool by_form = false;
    {
      Query row = database.query(
          "SELECT t.token_id, t.project_id, t.role, t.name, t.hash, t.created_at, t.revoked_at, t.actor_id, t.by_form FROM access_token t "
          "LEFT JOIN project p ON p.project_id=t.project_id WHERE t.hash=? AND p.deleted_at IS NULL",
          hash);
      if (!row.next()) return std::nullopt;
      token = token_in(row);
      by_form = row.integer(8) != 0;
    }
    if (by_form) token->forms = forms_of(database, *token);
    return token;
  });
  if (!found) return std::unexpected(found.error());
  if (!*found) return fail(ErrorCode::not_found, "There is no such token.");
  return std::move(**found);
}

Result<std::vector<AccessToken>> SqlStorage::tokens(ProjectId project) {
  return read([&](Database& database) {
    std::vector<AccessToken> all;
    Query row =
        database.query("SELECT token_id, project_id, role, name, hash, created_at, revoked_at, actor_id, last_used_at FROM access_token "
                       "WHERE ?=0 OR project_id IN (0, ?) ORDER BY project_id, created_at, token_id",
                       project, project);
    while (row.next()) {
      all.push_back(token_in(row));
      if (!row.is_null(8)) all.back().last_used_at = row.integer(8);
    }
    return all;
  });
}

Result<bool> SqlStorage::revoke_token(std::string_view id) {
  enum class Outcome { revoked, again, missing };
  const auto outcome = write([&](Database& database) {
    if (database.change("UPDATE access_token SET revoked_at=? WHERE token_id=? AND revoked_at IS NULL", milliseconds_now(), id) == 1)
      return Outcome::revoked;
    return database.query("SELECT 1 FROM access_token WHERE token_id=?", id).next() ? Outcome::again : Outcome::missing;
  });
  if (!outcome) return std::unexpected(outcome.error());
  if (*outcome == Outcome::missing)
    return fail(ErrorCode::not_found, "There is no such token. See them with: pilotage-endpoint token list", std::string(id));
  return *outcome == Outcome::revoked;
}

} // namespace pilotage::endpoint
