// Entries of the audit log as ODK Central's API writes them. A pure function.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "sync/endpoint/storage/account_records.h"

namespace pilotage::endpoint {

// `extended`: with the actor (X-Extended-Metadata).
nlohmann::ordered_json audit_json(const AuditEntry& entry, bool extended);

} // namespace pilotage::endpoint
