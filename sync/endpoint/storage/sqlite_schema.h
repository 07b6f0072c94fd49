// The tables, as a list of steps from one version of the schema to the next. A step that was released never changes.
#pragma once

#include "sync/endpoint/storage/sqlite_database.h"

namespace pilotage::endpoint {

// Brings the database to the newest version, in one transaction. One that exists and is empty is damaged: nothing fills it anew. Throws
// DatabaseFailure: newer_version where a newer program has been here, damaged where the file is another program's database.
void migrate(SqliteDatabase& database, SqliteDatabase::Mode mode);

// What version it has: 0 where it is empty. Changes nothing. Throws as migrate() does.
std::int64_t schema_version(SqliteDatabase& database, SqliteDatabase::Mode mode);

int newest_schema_version();
// The step from version `from` to the next. PostgreSQL's tables are made from the same text (postgres_schema): types are INTEGER, TEXT and
// BLOB; statements are such as both understand.
std::string_view schema_step(int from);

} // namespace pilotage::endpoint
