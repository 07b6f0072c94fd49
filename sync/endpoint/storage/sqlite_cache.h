// The size of the writer's cache. Each submission touches a page of the index by instance that none of the last ones touched: writing stays
// quick in a large store only while that index is at hand. A small store needs little, and memory that is new costs time as well.
#pragma once

#include "sync/endpoint/storage/sqlite_database.h"

namespace pilotage::endpoint {

// In proportion to the store as it is now: at least 16 MB, at most 256 MB (a million submissions). Taken as it is needed. Outside a
// transaction. Throws DatabaseFailure.
void fit_cache(SqliteDatabase& database);

} // namespace pilotage::endpoint
