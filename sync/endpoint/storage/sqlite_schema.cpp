#include "sync/endpoint/storage/sqlite_schema.h"

#include <fmt/format.h>

#include <array>

namespace pilotage::endpoint {

namespace {

constexpr std::int64_t kApplicationId = 0x504c5445; // "PLTE"

// Every table leads with the project, so that projects can be spread over machines.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE project (
  project_id INTEGER PRIMARY KEY,
  uuid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  last_sequence INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE access_token (
  project_id INTEGER NOT NULL,            -- 0: every project
  token_id TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL,
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;

CREATE TABLE form (
  project_id INTEGER NOT NULL REFERENCES project,
  form_id TEXT NOT NULL,
  state TEXT NOT NULL,
  current_version TEXT NOT NULL,
  submissions INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (project_id, form_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE form_version (
  project_id INTEGER NOT NULL,
  form_id TEXT NOT NULL,
  version TEXT NOT NULL,
  title TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  md5 TEXT NOT NULL,
  encrypted INTEGER NOT NULL,
  upload_paths TEXT NOT NULL,             -- one a line
  published_at INTEGER NOT NULL,
  xform TEXT NOT NULL,
  PRIMARY KEY (project_id, form_id, version),
  FOREIGN KEY (project_id, form_id) REFERENCES form
) STRICT;

CREATE TABLE form_file (
  project_id INTEGER NOT NULL,
  form_id TEXT NOT NULL,
  version TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  md5 TEXT NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (project_id, form_id, version, name),
  FOREIGN KEY (project_id, form_id, version) REFERENCES form_version
) STRICT, WITHOUT ROWID;

CREATE TABLE submission (
  project_id INTEGER NOT NULL,
  position INTEGER NOT NULL,              -- in the feed; moves to the end when an attachment follows
  sequence INTEGER NOT NULL,              -- the position when it came
  instance_id TEXT NOT NULL,
  form_id TEXT NOT NULL,
  form_version TEXT NOT NULL,
  deprecated_id TEXT NOT NULL,
  submitted_at INTEGER NOT NULL,
  token_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  files INTEGER NOT NULL,                 -- how many attachments it has, come or awaited
  xml BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX submission_by_instance ON submission (project_id, instance_id);
CREATE UNIQUE INDEX submission_by_position ON submission (project_id, position);
CREATE UNIQUE INDEX submission_by_form ON submission (project_id, form_id, position);

CREATE TABLE submission_file (
  project_id INTEGER NOT NULL,
  instance_id TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,                   -- empty: its bytes have not come yet
  content_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (project_id, instance_id, name)
) STRICT, WITHOUT ROWID;
)sql";

// People, drafts and reviews. Actors number app users and people alike.
constexpr const char* kVersion2 = R"sql(
CREATE TABLE actor (
  actor_id INTEGER PRIMARY KEY,
  uuid TEXT NOT NULL UNIQUE,              -- an account's, or a token_id: what submissions name as their sender
  kind TEXT NOT NULL,                     -- 'user', 'field_key'
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
INSERT INTO actor (uuid, kind, name, created_at)
  SELECT token_id, 'field_key', name, created_at FROM access_token ORDER BY created_at, token_id;
ALTER TABLE access_token ADD COLUMN actor_id INTEGER NOT NULL DEFAULT 0;
UPDATE access_token SET actor_id = (SELECT actor.actor_id FROM actor WHERE actor.uuid = access_token.token_id);

CREATE TABLE account (
  actor_id INTEGER NOT NULL UNIQUE,
  email TEXT NOT NULL,
  password TEXT NOT NULL,                 -- an Argon2id string, or empty
  updated_at INTEGER NOT NULL,
  last_login_at INTEGER,
  deactivated_at INTEGER
) STRICT;
CREATE UNIQUE INDEX account_by_email ON account (email) WHERE deactivated_at IS NULL;

CREATE TABLE assignment (
  project_id INTEGER NOT NULL,            -- 0: every project
  actor_id INTEGER NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (project_id, actor_id, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX assignment_by_actor ON assignment (actor_id);

CREATE TABLE session (
  hash TEXT NOT NULL PRIMARY KEY,
  actor_id INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  audit_id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  actor_id INTEGER NOT NULL,              -- 0: the host at the command line
  action TEXT NOT NULL,
  details TEXT NOT NULL,                  -- JSON
  logged_at INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_by_time ON audit (logged_at);

CREATE TABLE form_draft (
  project_id INTEGER NOT NULL,
  form_id TEXT NOT NULL,
  version TEXT NOT NULL,
  title TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  md5 TEXT NOT NULL,
  encrypted INTEGER NOT NULL,
  upload_paths TEXT NOT NULL,             -- one a line
  media TEXT NOT NULL,                    -- one a line
  token TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  xform TEXT NOT NULL,
  PRIMARY KEY (project_id, form_id)
) STRICT;

CREATE TABLE form_draft_file (
  project_id INTEGER NOT NULL,
  form_id TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  md5 TEXT NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (project_id, form_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft_submission (
  project_id INTEGER NOT NULL,
  form_id TEXT NOT NULL,
  instance_id TEXT NOT NULL,
  submitted_at INTEGER NOT NULL,
  xml BLOB NOT NULL,
  PRIMARY KEY (project_id, form_id, instance_id)
) STRICT;

CREATE TABLE draft_submission_file (
  project_id INTEGER NOT NULL,
  form_id TEXT NOT NULL,
  instance_id TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,                   -- empty: its bytes have not come yet
  content_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (project_id, form_id, instance_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE review (
  project_id INTEGER NOT NULL,
  instance_id TEXT NOT NULL,              -- of the first version
  state TEXT NOT NULL,
  reviewed_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, instance_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE remark (
  project_id INTEGER NOT NULL,
  instance_id TEXT NOT NULL,              -- of the first version
  created_at INTEGER NOT NULL,
  actor_id INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX remark_by_instance ON remark (project_id, instance_id, created_at);

CREATE INDEX submission_corrections ON submission (project_id, deprecated_id) WHERE deprecated_id<>'';
CREATE INDEX submission_by_arrival ON submission (project_id, form_id, sequence);
)sql";

// Projects that are archived or deleted, app users that have some forms only, and who made a form.
constexpr const char* kVersion3 = R"sql(
ALTER TABLE project ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE project ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
ALTER TABLE project ADD COLUMN updated_at INTEGER;
ALTER TABLE project ADD COLUMN deleted_at INTEGER;

ALTER TABLE access_token ADD COLUMN by_form INTEGER NOT NULL DEFAULT 0; -- 1: has only the forms of form_assignment
CREATE TABLE form_assignment (
  project_id INTEGER NOT NULL,
  actor_id INTEGER NOT NULL,
  form_id TEXT NOT NULL,
  PRIMARY KEY (project_id, actor_id, form_id)
) STRICT, WITHOUT ROWID;

ALTER TABLE form_version ADD COLUMN made_by INTEGER NOT NULL DEFAULT 0; -- an actor; 0: the host, or nobody knows
ALTER TABLE form_draft ADD COLUMN made_by INTEGER NOT NULL DEFAULT 0;

ALTER TABLE audit ADD COLUMN instance_id TEXT NOT NULL DEFAULT '';      -- of the submission that it is about
UPDATE audit SET instance_id = substr(details, 16, 41) WHERE action = 'submission.update'
  AND details LIKE '{"instanceId":"uuid:____________________________________","reviewState":%';
CREATE INDEX audit_by_instance ON audit (project_id, instance_id) WHERE instance_id<>'';
)sql";

// When app users sent last, and how many responses of a form are in which state of review: both to be told at once, however many there are.
constexpr const char* kVersion4 = R"sql(
ALTER TABLE access_token ADD COLUMN last_used_at INTEGER;               -- when its last new submission was stored
UPDATE access_token SET last_used_at = used.at
  FROM (SELECT project_id, token_id, max(submitted_at) AS at FROM submission GROUP BY project_id, token_id) AS used
  WHERE used.project_id = access_token.project_id AND used.token_id = access_token.token_id;

ALTER TABLE review ADD COLUMN form_id TEXT NOT NULL DEFAULT '';         -- of its submission
UPDATE review SET form_id = coalesce((SELECT s.form_id FROM submission s
  WHERE s.project_id = review.project_id AND s.instance_id = review.instance_id), '');
CREATE INDEX review_by_form ON review (project_id, form_id, state);
CREATE INDEX submission_corrections_by_form ON submission (project_id, form_id, deprecated_id) WHERE deprecated_id<>'';
)sql";

constexpr std::array kSteps = {kVersion1, kVersion2, kVersion3, kVersion4};

std::int64_t pragma(SqliteDatabase& database, std::string_view sql) {
  Query query = database.query(sql);
  return query.next() ? query.integer(0) : 0;
}

bool has_tables(SqliteDatabase& database) { return pragma(database, "SELECT count(*) FROM sqlite_schema") > 0; }

} // namespace

int newest_schema_version() { return static_cast<int>(kSteps.size()); }

std::string_view schema_step(int from) { return kSteps.at(static_cast<std::size_t>(from)); }

std::int64_t schema_version(SqliteDatabase& database, SqliteDatabase::Mode mode) {
  const std::int64_t version = pragma(database, "PRAGMA user_version");
  const bool ours = pragma(database, "PRAGMA application_id") == kApplicationId;
  if (!ours && (version != 0 || has_tables(database)))
    throw DatabaseFailure{{ErrorCode::damaged, "This file is not a database of pilotage-endpoint. Choose another data directory.", {}}};
  if (version == 0 && mode == SqliteDatabase::Mode::existing)
    throw DatabaseFailure{{ErrorCode::damaged, "The database is empty: its content is lost. Restore the last back-up.", {}}};
  if (version > newest_schema_version())
    throw DatabaseFailure{
        {ErrorCode::newer_version, "A newer pilotage-endpoint has changed this database. Install that version or a later one.", {}}};
  return version;
}

void migrate(SqliteDatabase& database, SqliteDatabase::Mode mode) {
  Transaction transaction(database); // two programs that start at once: the second finds the work done
  const std::int64_t version = schema_version(database, mode);
  for (std::int64_t step = version; step < newest_schema_version(); ++step) database.execute(kSteps.at(static_cast<std::size_t>(step)));
  if (version != newest_schema_version()) {
    database.execute(fmt::format("PRAGMA application_id={}", kApplicationId).c_str());
    database.execute(fmt::format("PRAGMA user_version={}", newest_schema_version()).c_str());
  }
  transaction.commit();
}

} // namespace pilotage::endpoint
