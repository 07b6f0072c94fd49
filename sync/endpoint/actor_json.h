// Actors and accounts as ODK Central's API writes them. Pure functions.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "sync/endpoint/storage/account_records.h"

namespace pilotage::endpoint {

nlohmann::ordered_json actor_json(const Actor& actor);
nlohmann::ordered_json account_json(const Account& account);

} // namespace pilotage::endpoint
