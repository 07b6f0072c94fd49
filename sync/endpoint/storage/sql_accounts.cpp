#include "sync/endpoint/storage/sql_actors.h"
#include "sync/endpoint/storage/sql_storage.h"

namespace pilotage::endpoint {

namespace {

constexpr std::string_view kById =
    "SELECT a.actor_id, a.kind, a.name, a.created_at, a.uuid, c.email, c.password, c.updated_at, c.last_login_at FROM account c "
    "JOIN actor a ON a.actor_id=c.actor_id WHERE c.deactivated_at IS NULL AND c.actor_id=?";
constexpr std::string_view kByEmail =
    "SELECT a.actor_id, a.kind, a.name, a.created_at, a.uuid, c.email, c.password, c.updated_at, c.last_login_at FROM account c "
    "JOIN actor a ON a.actor_id=c.actor_id WHERE c.deactivated_at IS NULL AND c.email=?";
constexpr std::string_view kBySession =
    "SELECT a.actor_id, a.kind, a.name, a.created_at, a.uuid, c.email, c.password, c.updated_at, c.last_login_at FROM session s "
    "JOIN account c ON c.actor_id=s.actor_id JOIN actor a ON a.actor_id=s.actor_id "
    "WHERE c.deactivated_at IS NULL AND s.hash=? AND s.expires_at>?";
constexpr std::string_view kAllAccounts =
    "SELECT a.actor_id, a.kind, a.name, a.created_at, a.uuid, c.email, c.password, c.updated_at, c.last_login_at FROM account c "
    "JOIN actor a ON a.actor_id=c.actor_id WHERE c.deactivated_at IS NULL ORDER BY c.email";

std::vector<Grant> grants_of(Database& database, ActorId actor) {
  std::vector<Grant> grants;
  Query row = database.query("SELECT a.project_id, a.role FROM assignment a LEFT JOIN project p ON p.project_id=a.project_id "
                             "WHERE a.actor_id=? AND p.deleted_at IS NULL ORDER BY a.project_id, a.role",
                             actor);
  while (row.next())
    if (const auto role = role_named(row.text(1))) grants.push_back({.project = row.integer(0), .role = *role});
  return grants;
}

Account account_in(const Query& row) {
  Account account{.actor = actor_in(row, 0),
                  .uuid = row.text(4),
                  .email = row.text(5),
                  .password = row.text(6),
                  .updated_at = row.integer(7),
                  .last_login_at = {},
                  .grants = {}};
  if (!row.is_null(8)) account.last_login_at = row.integer(8);
  return account;
}

std::optional<Account> one(Database& database, Query row) {
  if (!row.next()) return std::nullopt;
  Account account = account_in(row);
  account.grants = grants_of(database, account.actor.id);
  return account;
}

Result<Account> found(Result<std::optional<Account>> account) {
  if (!account) return std::unexpected(account.error());
  if (!*account) return fail(ErrorCode::not_found, "There is no such account.");
  return std::move(**account);
}

Result<void> must_be(Result<bool> found) {
  if (!found) return std::unexpected(found.error());
  if (!*found) return fail(ErrorCode::not_found, "There is no such account.");
  return {};
}

std::unexpected<Error> taken(const std::string& email) {
  return fail(ErrorCode::conflict, "There is an account with this e-mail address already.", email);
}

bool is_taken(Database& database, const std::string& email, ActorId by_another_than) {
  return database.query("SELECT 1 FROM account WHERE email=? AND deactivated_at IS NULL AND actor_id<>?", email, by_another_than).next();
}

void end_sessions(Database& database, ActorId account) { database.change("DELETE FROM session WHERE actor_id=?", account); }

// Only what is to change is written: the rest may have been changed since whoever asks has read it.
void set_columns(Database& database, ActorId id, const AccountChange& change, std::int64_t now) {
  if (change.name) database.change("UPDATE actor SET name=? WHERE actor_id=?", *change.name, id);
  if (change.email) database.change("UPDATE account SET email=? WHERE actor_id=?", *change.email, id);
  if (change.password) {
    database.change("UPDATE account SET password=? WHERE actor_id=?", *change.password, id);
    end_sessions(database, id);
  }
  database.change("UPDATE account SET updated_at=? WHERE actor_id=?", now, id);
}

} // namespace

Result<Account> SqlStorage::create_account(const NewAccount& account) {
  const std::string uuid = new_uuid();
  const std::int64_t now = milliseconds_now();
  auto made = write([&](Database& database) -> std::optional<Account> {
    if (is_taken(database, account.email, 0)) return std::nullopt;
    const ActorId id = add_actor(database, uuid, "user", account.name, now);
    database.change("INSERT INTO account (actor_id, email, password, updated_at) VALUES (?,?,?,?)", id, account.email, account.password,
                    now);
    return one(database, database.query(kById, id));
  });
  if (!made) return std::unexpected(made.error());
  if (!*made) return taken(account.email);
  return std::move(**made);
}

Result<Actor> SqlStorage::actor(ActorId id) {
  const auto found = read([&](Database& database) -> Actor {
    Query row = database.query("SELECT actor_id, kind, name, created_at FROM actor WHERE actor_id=?", id);
    return row.next() ? actor_in(row, 0) : Actor();
  });
  if (found && found->id == 0) return fail(ErrorCode::not_found, "Nobody has this number.");
  return found;
}

Result<Account> SqlStorage::account(ActorId id) {
  return found(read([&](Database& database) { return one(database, database.query(kById, id)); }));
}

Result<Account> SqlStorage::account_by_email(std::string_view email) {
  return found(read([&](Database& database) { return one(database, database.query(kByEmail, email)); }));
}

Result<std::vector<Account>> SqlStorage::accounts(std::string_view containing) {
  return read([&](Database& database) {
    std::vector<Account> all;
    Query row = database.query(kAllAccounts);
    while (row.next()) {
      Account account = account_in(row);
      if (account.email.find(containing) == std::string::npos && account.actor.name.find(containing) == std::string::npos) continue;
      all.push_back(std::move(account));
    }
    for (Account& account : all) account.grants = grants_of(database, account.actor.id);
    return all;
  });
}

Result<Account> SqlStorage::change_account(ActorId id, const AccountChange& change) {
  enum class Outcome { changed, missing, taken, outdated };
  const std::int64_t now = milliseconds_now();
  std::optional<Account> account;
  const auto outcome = write([&](Database& database) {
    account = one(database, database.query(kById, id));
    if (!account) return Outcome::missing;
    if (change.email && is_taken(database, *change.email, id)) return Outcome::taken;
    if (change.old_password && *change.old_password != account->password) return Outcome::outdated;
    set_columns(database, id, change, now);
    account = one(database, database.query(kById, id));
    return Outcome::changed;
  });
  if (!outcome) return std::unexpected(outcome.error());
  switch (*outcome) {
  case Outcome::missing: return fail(ErrorCode::not_found, "There is no such account.");
  case Outcome::taken: return taken(*change.email);
  case Outcome::outdated: return fail(ErrorCode::conflict, "Another password was set for this account meanwhile. Log in with that one.");
  case Outcome::changed: break;
  }
  return *std::move(account);
}

Result<void> SqlStorage::deactivate_account(ActorId id) {
  const std::int64_t now = milliseconds_now();
  return must_be(write([&](Database& database) {
    end_sessions(database, id);
    database.change("DELETE FROM assignment WHERE actor_id=?", id);
    return database.change("UPDATE account SET deactivated_at=?, password='' WHERE actor_id=? AND deactivated_at IS NULL", now, id) == 1;
  }));
}

Result<bool> SqlStorage::grant(ActorId actor, const Grant& grant) {
  return write([&](Database& database) {
    return database.change("INSERT INTO assignment (project_id, actor_id, role) VALUES (?,?,?) ON CONFLICT DO NOTHING", grant.project,
                           actor, name(grant.role)) == 1;
  });
}

Result<bool> SqlStorage::withdraw(ActorId actor, const Grant& grant) {
  return write([&](Database& database) {
    return database.change("DELETE FROM assignment WHERE project_id=? AND actor_id=? AND role=?", grant.project, actor, name(grant.role)) ==
           1;
  });
}

Result<std::vector<Assignment>> SqlStorage::assignments(ProjectId project) {
  return read([&](Database& database) {
    std::vector<Assignment> all;
    Query row = database.query("SELECT a.actor_id, a.kind, a.name, a.created_at, g.role FROM assignment g "
                               "JOIN actor a ON a.actor_id=g.actor_id WHERE g.project_id=? ORDER BY a.actor_id, g.role",
                               project);
    while (row.next())
      if (const auto role = role_named(row.text(4)))
        all.push_back({.actor = actor_in(row, 0), .grant = {.project = project, .role = *role}});
    return all;
  });
}

Result<void> SqlStorage::open_session(const Session& session, std::string_view password) {
  const auto opened = write([&](Database& database) {
    const auto account = one(database, database.query(kById, session.account));
    if (!account || account->password != password) return false;
    database.change("DELETE FROM session WHERE expires_at<=?", session.created_at);
    database.change("INSERT INTO session (hash, actor_id, created_at, expires_at) VALUES (?,?,?,?)", session.hash, session.account,
                    session.created_at, session.expires_at);
    database.change("UPDATE account SET last_login_at=? WHERE actor_id=?", session.created_at, session.account);
    return true;
  });
  if (!opened) return std::unexpected(opened.error());
  if (!*opened) return fail(ErrorCode::conflict, "The account has another password by now.");
  return {};
}

Result<Account> SqlStorage::account_of_session(std::string_view hash, std::int64_t now) {
  return found(read([&](Database& database) { return one(database, database.query(kBySession, hash, now)); }));
}

Result<bool> SqlStorage::close_session(std::string_view hash) {
  return write([&](Database& database) { return database.change("DELETE FROM session WHERE hash=?", hash) == 1; });
}

} // namespace pilotage::endpoint
