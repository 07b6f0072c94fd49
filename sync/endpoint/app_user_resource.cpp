// GET and POST …/app-users, DELETE …/app-users/<id>: the laptops and phones that may send, each with a token that can be revoked.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/endpoint/actor_json.h"
#include "sync/endpoint/management.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/protocol/names.h"

namespace pilotage::endpoint {

namespace {

using nlohmann::ordered_json;

// The secret stands in the answer to the creation only.
ordered_json json_of(const AccessToken& token, const std::string* secret) {
  ordered_json json = {{"id", token.actor},
                       {"projectId", token.project},
                       {"type", "field_key"},
                       {"displayName", token.name},
                       {"createdAt", iso_time(token.created_at)},
                       {"updatedAt", nullptr},
                       {"deletedAt", nullptr},
                       {"token", nullptr}};
  if (secret != nullptr) json["token"] = *secret;
  return json;
}

// One whose token is revoked is gone: what it sent keeps its name.
bool is_app_user(const AccessToken& token, ProjectId project) {
  return token.role == Role::collector && token.project == project && !token.revoked_at;
}

Response no_such_app_user() { return text_response(404, "This project has no such app user."); }

Response list_app_users(const Service& service, const Request& request) {
  auto project = managed_project(service, request);
  if (!project) return std::move(project.error());
  const auto tokens = service.storage.tokens(*project);
  if (!tokens) return failure_response(service, tokens.error());
  ordered_json users = ordered_json::array();
  for (const AccessToken& token : *tokens) {
    if (!is_app_user(token, *project)) continue;
    users.push_back(json_of(token, nullptr));
    if (wants_extended(request))
      users.back()["lastUsed"] = token.last_used_at ? ordered_json(iso_time(*token.last_used_at)) : ordered_json();
  }
  return json_response(200, users.dump());
}

Response create_app_user(const Service& service, const Request& request, std::string_view body) {
  auto caller = authorize(service.storage, request, Act::manage);
  if (!caller) return std::move(caller.error());
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object() || !json.contains("displayName") || !json["displayName"].is_string())
    return text_response(400, "Send {\"displayName\": \"…\"}.");
  const auto display_name = sync::checked_identifier(json["displayName"].get<std::string>(), "displayName");
  if (!display_name) return management_refusal(service, display_name.error());
  const NewToken made = make_token(caller->project, Role::collector, *display_name);
  const auto add = [&](AuditEntry& entry) -> Result<AccessToken> {
    if (auto added = service.storage.add_token(made.record); !added) return std::unexpected(added.error());
    auto stored = service.storage.token_by_hash(made.record.hash);
    if (stored) entry.details = json_of(*stored, nullptr).dump();
    return stored;
  };
  const auto token = audited(service, {.by = caller->token, .project = caller->project, .action = "field_key.create"}, add);
  if (!token) return failure_response(service, token.error());
  return json_response(200, json_of(*token, &made.secret).dump());
}

// The number in the address is the actor's, as on Central.
Response revoke(const Service& service, const Request& request) {
  auto caller = authorize(service.storage, request, Act::manage);
  if (!caller) return std::move(caller.error());
  const auto tokens = service.storage.tokens(caller->project);
  if (!tokens) return failure_response(service, tokens.error());
  const std::string_view named = request.capture("user");
  const auto token = std::ranges::find_if(
      *tokens, [&](const AccessToken& one) { return is_app_user(one, caller->project) && std::to_string(one.actor) == named; });
  if (token == tokens->end()) return no_such_app_user();
  const auto revoked = audited(
      service, {.by = caller->token, .project = caller->project, .action = "field_key.delete", .details = json_of(*token, nullptr).dump()},
      [&] { return service.storage.revoke_token(token->id); });
  if (!revoked) return management_refusal(service, revoked.error());
  return *revoked ? success() : no_such_app_user(); // somebody else was quicker
}

} // namespace

void add_app_user_routes(Router& router, const Service& service) {
  add_management_route(router, "GET", "/v1/projects/{project}/app-users",
                       answer([&service](const Request& request) { return list_app_users(service, request); }));
  add_management_route(router, "POST", "/v1/projects/{project}/app-users",
                       answer_with_body(64 * 1024, allow_managers(service), [&service](const Request& request, std::string_view body) {
                         return create_app_user(service, request, body);
                       }));
  add_management_route(router, "DELETE", "/v1/projects/{project}/app-users/{user}",
                       answer([&service](const Request& request) { return revoke(service, request); }));
}

} // namespace pilotage::endpoint
