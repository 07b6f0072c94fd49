// The tables in PostgreSQL: the same steps as in SQLite, said in its words, and kept count of in a table. Several processes may start at
// once: one makes the steps, the others wait and find them done.
//
// Tables lead with project_id and every key holds it, but for those that are small and the same for all projects (project, access_token):
// with Citus the first kind can be distributed by project_id, the second kind are reference tables.
#pragma once

#include "sync/endpoint/storage/postgres_database.h"

namespace pilotage::endpoint {

// Numbers of the advisory locks that processes hold in this database: while the tables change, and while one writes.
inline constexpr std::int64_t kMigrationLock = 0x504c54450001;
inline constexpr std::int64_t kWriterLock = 0x504c54450002;

enum class PostgresMode { create, existing };

// Throws DatabaseFailure: not_found (existing, and there is no endpoint in this database), conflict (create, and there is one, or any table
// of others), newer_version, and unsupported for a database that is not in UTF-8.
void migrate(PostgresDatabase& database, PostgresMode mode);
// The same inside of a transaction of the caller's: what else it writes is there with the tables, or neither is.
void migrate_within(PostgresDatabase& database, PostgresMode mode);

// What version it has. Changes nothing. Throws as migrate() does for one that exists.
std::int64_t schema_version(PostgresDatabase& database);

// One step's SQL for PostgreSQL.
std::string for_postgresql(std::string_view sqlite_sql);

} // namespace pilotage::endpoint
