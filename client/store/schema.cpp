#include "client/store/schema.h"

#include <array>
#include <string>

namespace pilotage::store {

namespace {

// "PLTG": tells our files from any other SQLite database.
constexpr std::int64_t kApplicationId = 0x504C5447;

// Columns of type BLOB that hold what people typed are sealed (sealing.h). Times are milliseconds since 1970 UTC.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE projects (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  connection BLOB NOT NULL,                 -- the settings code, sealed
  authority TEXT NOT NULL,                  -- PEM
  added_at INTEGER NOT NULL
) STRICT;

CREATE TABLE forms (
  id INTEGER PRIMARY KEY,
  project INTEGER NOT NULL,                 -- 0: none
  form_id TEXT NOT NULL,
  version TEXT NOT NULL,
  title TEXT NOT NULL,
  languages TEXT NOT NULL,                  -- one a line, the default first
  xform BLOB NOT NULL,
  hash TEXT NOT NULL,                       -- SHA-256 of xform
  md5 TEXT NOT NULL,                        -- as OpenRosa form lists have it
  bundle_hash TEXT NOT NULL,                -- SHA-256 over xform and attachments
  current INTEGER NOT NULL,
  installed_at INTEGER NOT NULL,
  UNIQUE (project, form_id, version, bundle_hash)
) STRICT;
CREATE INDEX forms_current ON forms (project, form_id) WHERE current = 1;

CREATE TABLE form_attachments (
  form INTEGER NOT NULL REFERENCES forms (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  md5 TEXT NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (form, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE pilot_sessions (
  id INTEGER PRIMARY KEY,
  uuid TEXT NOT NULL UNIQUE,
  country TEXT NOT NULL,
  date TEXT NOT NULL,
  modality TEXT NOT NULL,
  place BLOB NOT NULL,
  facilitator BLOB NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL                 -- 0: it goes on
) STRICT;
CREATE UNIQUE INDEX pilot_sessions_one_runs ON pilot_sessions (ended_at) WHERE ended_at = 0;

CREATE TABLE participants (
  id INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES pilot_sessions (id),
  code TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  UNIQUE (session, code)
) STRICT;

CREATE TABLE responses (
  id INTEGER PRIMARY KEY,
  instance_id TEXT NOT NULL UNIQUE,
  form INTEGER NOT NULL REFERENCES forms (id),
  project INTEGER NOT NULL,
  participant INTEGER REFERENCES participants (id),
  state INTEGER NOT NULL,
  language TEXT NOT NULL,
  instance_name BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  finalized_at INTEGER NOT NULL DEFAULT 0,
  finalized_order INTEGER,                  -- 1, 2, 3 …: the order of sending, whatever the clock says
  content_hash TEXT NOT NULL DEFAULT '',    -- SHA-256 of the frozen XML
  xml_accepted INTEGER NOT NULL DEFAULT 0,  -- the server has the XML, attachments are still missing
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL DEFAULT 0,
  problem_code TEXT NOT NULL DEFAULT '',
  problem TEXT NOT NULL DEFAULT '',
  problem_at INTEGER NOT NULL DEFAULT 0,
  problem_status INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX responses_by_state ON responses (state, project, finalized_order);
CREATE INDEX responses_by_participant ON responses (participant) WHERE participant IS NOT NULL;
CREATE UNIQUE INDEX responses_by_order ON responses (finalized_order) WHERE finalized_order IS NOT NULL;

CREATE TABLE response_starts (
  response INTEGER PRIMARY KEY REFERENCES responses (id) ON DELETE CASCADE,
  xml BLOB NOT NULL,
  last_saved BLOB NOT NULL,                 -- what the form's instance "last-saved" held
  time INTEGER NOT NULL,
  utc_offset INTEGER NOT NULL,
  seed INTEGER NOT NULL
) STRICT;

CREATE TABLE journal (
  response INTEGER NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  ref TEXT NOT NULL,
  value BLOB NOT NULL,
  time INTEGER NOT NULL,
  utc_offset INTEGER NOT NULL,
  seed INTEGER NOT NULL,
  PRIMARY KEY (response, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE frozen_xml (
  response INTEGER PRIMARY KEY REFERENCES responses (id) ON DELETE CASCADE,
  xml BLOB NOT NULL
) STRICT;

CREATE TABLE response_attachments (
  response INTEGER NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  size INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  to_send INTEGER NOT NULL DEFAULT 0,       -- the frozen XML names it
  accepted INTEGER NOT NULL DEFAULT 0,      -- the server has it
  PRIMARY KEY (response, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX response_attachments_by_hash ON response_attachments (hash);

CREATE TABLE receipts (
  response INTEGER PRIMARY KEY REFERENCES responses (id) ON DELETE CASCADE,
  instance_id TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  received_at INTEGER NOT NULL
) STRICT;

CREATE TABLE mirror_forms (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  form_id TEXT NOT NULL,
  xform BLOB NOT NULL,
  cursor TEXT NOT NULL,
  pulled_at INTEGER NOT NULL,
  UNIQUE (source, form_id)
) STRICT;

CREATE TABLE mirror_submissions (
  form INTEGER NOT NULL REFERENCES mirror_forms (id) ON DELETE CASCADE,
  instance_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  form_version TEXT NOT NULL,
  received_at TEXT NOT NULL,
  xml BLOB NOT NULL,
  PRIMARY KEY (form, instance_id)
) STRICT;
CREATE INDEX mirror_submissions_by_sequence ON mirror_submissions (form, sequence);

CREATE TABLE mirror_attachments (
  form INTEGER NOT NULL,
  instance_id TEXT NOT NULL,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,                       -- SHA-256, '' while the endpoint has not received it
  size INTEGER NOT NULL,
  PRIMARY KEY (form, instance_id, name),
  FOREIGN KEY (form, instance_id) REFERENCES mirror_submissions (form, instance_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

// What finalized responses did to entities and the server's lists do not show yet.
constexpr const char* kVersion2 = R"sql(
CREATE TABLE entity_changes (
  id INTEGER PRIMARY KEY,                   -- in the order in which they were made
  project INTEGER NOT NULL,
  list TEXT NOT NULL,
  change BLOB NOT NULL                      -- JSON, sealed
) STRICT;
CREATE INDEX entity_changes_by_list ON entity_changes (project, list);
)sql";

// Attachments on their way by resumable uploads: where they go on.
constexpr const char* kVersion3 = R"sql(
CREATE TABLE attachment_uploads (
  response INTEGER NOT NULL,
  name TEXT NOT NULL,
  url BLOB NOT NULL,                        -- sealed: the project's token may stand in it
  offset INTEGER NOT NULL,                  -- bytes that the endpoint has said to have
  PRIMARY KEY (response, name),
  FOREIGN KEY (response, name) REFERENCES response_attachments (response, name) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
)sql";

// What a server's manifest said of a file, which need not be the MD5 of its bytes.
constexpr const char* kVersion4 = R"sql(
ALTER TABLE form_attachments ADD COLUMN listed_md5 TEXT NOT NULL DEFAULT '';
)sql";

constexpr std::array kVersions = {kVersion1, kVersion2, kVersion3, kVersion4};

std::int64_t pragma(Database& database, const char* sql) {
  Statement statement = database.query(sql);
  return statement.step() ? statement.integer(0) : 0;
}

bool has_tables(Database& database) { return pragma(database, "SELECT count(*) FROM sqlite_schema") > 0; }

} // namespace

int schema_version() { return static_cast<int>(kVersions.size()); }

void bring_up_to_date(Database& database) { bring_up_to_date(database, kVersions); }

void bring_up_to_date(Database& database, std::span<const char* const> versions) {
  const auto newest = static_cast<std::int64_t>(versions.size());
  if (pragma(database, "PRAGMA user_version") == newest && pragma(database, "PRAGMA application_id") == kApplicationId) return;
  // Read again under the lock: another program may have just done it.
  Transaction transaction(database);
  const std::int64_t version = pragma(database, "PRAGMA user_version");
  if (pragma(database, "PRAGMA application_id") != kApplicationId && has_tables(database))
    fail_now(ErrorCode::damaged, "This database was not written by Pilotage. Choose another folder with --data.", database.file().string());
  if (version > newest)
    fail_now(ErrorCode::newer_version,
             "The answers in this folder were written by a newer version of Pilotage. Install that version (or a later one) to open them; "
             "nothing was changed.",
             database.file().string());
  for (auto next = static_cast<std::size_t>(version); next < versions.size(); ++next) database.script(versions[next]);
  database.script(("PRAGMA application_id = " + std::to_string(kApplicationId)).c_str());
  database.script(("PRAGMA user_version = " + std::to_string(newest)).c_str());
  transaction.commit();
}

} // namespace pilotage::store
