// Who acts: people with an account, and app users with a token. Both are actors, numbered from one sequence as on ODK Central, so that an
// audit entry or a submission names either. Plain values.
#pragma once

#include "sync/endpoint/storage/records.h"

namespace pilotage::endpoint {

enum class ActorKind { person, app_user };

struct Actor {
  ActorId id = 0;
  ActorKind kind = ActorKind::person;
  std::string name;
  std::int64_t created_at = 0;
};

// A role in one project, or in all of them (project 0: administrators).
struct Grant {
  ProjectId project = 0;
  Role role = Role::collector;
  bool operator==(const Grant&) const = default;
};

struct Account {
  Actor actor;
  std::string uuid;     // what submissions keep as their sender
  std::string email;    // lower case; no two active accounts share one
  std::string password; // what Argon2id made of it; empty: none was set, nobody can log in
  std::int64_t updated_at = 0;
  std::optional<std::int64_t> last_login_at;
  std::vector<Grant> grants;
};

struct NewAccount {
  std::string email;
  std::string name;
  std::string password; // hashed, or empty
};

// What of an account is to change; what is absent stays as it is then, whatever that is.
struct AccountChange {
  std::optional<std::string> email = {};
  std::optional<std::string> name = {};
  std::optional<std::string> password = {}; // hashed; ends all sessions
  // The stored password that `password` takes the place of. Where another has been set meanwhile, nothing changes.
  std::optional<std::string> old_password = {};
};

struct Assignment {
  Actor actor;
  Grant grant;
};

// An app user that has this form, and no more than such.
struct FormAssignment {
  Actor actor;
  std::string form_id;
};

// A log-in. Its token is nowhere, only the hash.
struct Session {
  std::string hash;
  ActorId account = 0;
  std::int64_t created_at = 0;
  std::int64_t expires_at = 0;
};

// One administrative act.
struct AuditEntry {
  Actor actor;           // id 0: the host at the command line
  ProjectId project = 0; // 0: none in particular
  std::string action;    // "form.create", as ODK Central names them
  std::string details;   // a JSON object; never a secret
  std::int64_t logged_at = 0;
  std::string instance_id = {}; // of the submission that it is about
};

struct AuditFilter {
  std::string action;         // exactly this, or all that start with it where it ends with '.'; empty: all
  std::int64_t from = 0;      // logged at or after this
  std::int64_t until = 0;     // and before this; 0: without end
  std::int64_t limit = 1'000; // the newest come first
  std::int64_t offset = 0;
};

} // namespace pilotage::endpoint
