// The rows of actors. Functions on one connection; they throw DatabaseFailure.
#pragma once

#include "sync/endpoint/storage/account_records.h"
#include "sync/endpoint/storage/database.h"

namespace pilotage::endpoint {

// In a transaction. `kind` is 'user' or 'field_key'.
ActorId add_actor(Database& database, std::string_view uuid, std::string_view kind, std::string_view name, std::int64_t created_at);

// From the columns actor_id, kind, name, created_at, starting at `column`; all may be null.
Actor actor_in(const Query& row, int column);

} // namespace pilotage::endpoint
