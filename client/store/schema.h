// The tables of the store and how an older store becomes a present one. Each version is one script that runs in one transaction; scripts
// that have been released are never changed.
#pragma once

#include <span>

#include "client/store/database.h"

namespace pilotage::store {

// The schema version that this program writes.
int schema_version();

// Makes or updates the tables. Throws Failure: newer_version, damaged (a database that is not one of ours). A script that fails
// leaves the database as it was.
void bring_up_to_date(Database& database);
// The same with other scripts: what makes version 1, version 2 of it, and so on.
void bring_up_to_date(Database& database, std::span<const char* const> versions);

} // namespace pilotage::store
