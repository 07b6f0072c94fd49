#include "sync/endpoint/audit_json.h"

#include <nlohmann/json.hpp>

#include "sync/endpoint/actor_json.h"
#include "sync/endpoint/storage/identity.h"

namespace pilotage::endpoint {

nlohmann::ordered_json audit_json(const AuditEntry& entry, bool extended) {
  nlohmann::ordered_json json = {{"actorId", nullptr},
                                 {"action", entry.action},
                                 {"acteeId", nullptr},
                                 {"details", nlohmann::json::parse(entry.details, nullptr, false)},
                                 {"loggedAt", iso_time(entry.logged_at)}};
  if (json["details"].is_discarded()) json["details"] = nullptr;
  if (entry.actor.id != 0) json["actorId"] = entry.actor.id;
  if (entry.project != 0) json["projectId"] = entry.project;
  if (extended && entry.actor.id != 0) json["actor"] = actor_json(entry.actor);
  return json;
}

} // namespace pilotage::endpoint
