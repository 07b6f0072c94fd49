#include "sync/endpoint/actor_json.h"

#include <nlohmann/json.hpp>

#include "sync/endpoint/storage/identity.h"
#include "sync/protocol/mime_parameters.h"

namespace pilotage::endpoint {

bool wants_extended(const Request& request) { return sync::equal_ignoring_case(request.header("X-Extended-Metadata"), "true"); }

nlohmann::ordered_json actor_json(const Actor& actor) {
  return {{"id", actor.id},
          {"type", actor.kind == ActorKind::person ? "user" : "field_key"},
          {"displayName", actor.name},
          {"createdAt", iso_time(actor.created_at)},
          {"updatedAt", nullptr},
          {"deletedAt", nullptr}};
}

nlohmann::ordered_json account_json(const Account& account) {
  nlohmann::ordered_json json = actor_json(account.actor);
  json["updatedAt"] = iso_time(account.updated_at);
  json["email"] = account.email;
  json["lastLoginAt"] = nullptr;
  if (account.last_login_at) json["lastLoginAt"] = iso_time(*account.last_login_at);
  return json;
}

} // namespace pilotage::endpoint
