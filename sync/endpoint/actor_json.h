// Actors and accounts as ODK Central's API writes them, and where it does. Pure functions.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "sync/endpoint/http/request.h"
#include "sync/endpoint/storage/account_records.h"

namespace pilotage::endpoint {

// Does the request ask for the actors beside what they did (X-Extended-Metadata: true)?
bool wants_extended(const Request& request);

nlohmann::ordered_json actor_json(const Actor& actor);
nlohmann::ordered_json account_json(const Account& account);

} // namespace pilotage::endpoint
