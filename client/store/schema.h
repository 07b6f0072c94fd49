// The tables of the store and how an older store becomes a present one. Each version is one script that runs in one transaction; scripts
// that have been released are never changed.
#pragma once

#include "client/store/database.h"

namespace pilotage::store {

// The schema version that this program writes.
int schema_version();

// Makes or updates the tables. Throws Failure: newer_version, damaged (a database that is not one of ours).
void bring_up_to_date(Database& database);

} // namespace pilotage::store
