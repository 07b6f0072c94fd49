// /v1/roles, /v1/assignments and /v1/projects/<id>/assignments: who has which role, for the whole server or in one project.
#include <nlohmann/json.hpp>

#include "sync/endpoint/actor_json.h"
#include "sync/endpoint/addressed_submission.h"
#include "sync/endpoint/central_roles.h"
#include "sync/endpoint/management.h"

namespace pilotage::endpoint {

namespace {

using nlohmann::ordered_json;

ordered_json role_json(const CentralRole& role) {
  return {{"id", role.id},        {"name", role.name},   {"system", role.system}, {"verbs", central_verbs(role)},
          {"createdAt", nullptr}, {"updatedAt", nullptr}};
}

Response roles(const Service& service, const Request& request) {
  auto identity = authenticate(service.storage, request);
  if (!identity) return std::move(identity.error());
  const std::string_view named = request.capture("role");
  if (!named.empty()) {
    const CentralRole* role = central_role(named);
    return role == nullptr ? text_response(404, "There is no such role.") : json_response(200, role_json(*role).dump());
  }
  ordered_json all = ordered_json::array();
  for (const CentralRole& role : central_roles()) all.push_back(role_json(role));
  return json_response(200, all.dump());
}

// Who gives roles here, and where: in the project of the address, or on the whole server.
std::expected<Caller, Response> assigner(const Service& service, const Request& request) {
  if (!request.capture("project").empty()) return authorize(service.storage, request, Act::manage);
  auto identity = authenticate(service.storage, request);
  if (!identity) return std::unexpected(std::move(identity.error()));
  if (!is_administrator(*identity)) return std::unexpected(text_response(403, "Only an administrator may do this."));
  return Caller{.token = std::move(*identity), .project = 0};
}

Response list_assignments(const Service& service, const Request& request) {
  auto caller = assigner(service, request);
  if (!caller) return std::move(caller.error());
  const auto all = service.storage.assignments(caller->project);
  if (!all) return failure_response(service, all.error());
  ordered_json json = ordered_json::array();
  for (const Assignment& one : *all) {
    json.push_back({{"actorId", one.actor.id}, {"roleId", central_role(one.grant.role).id}});
    if (wants_extended(request)) json.back()["actor"] = actor_json(one.actor);
  }
  return json_response(200, json.dump());
}

Response list_of_role(const Service& service, const Request& request) {
  auto caller = assigner(service, request);
  if (!caller) return std::move(caller.error());
  const CentralRole* role = central_role(request.capture("role"));
  if (role == nullptr) return text_response(404, "There is no such role.");
  const auto all = service.storage.assignments(caller->project);
  if (!all) return failure_response(service, all.error());
  ordered_json json = ordered_json::array();
  for (const Assignment& one : *all)
    if (one.grant.role == role->role && role->scope != CentralRole::Scope::form) json.push_back(actor_json(one.actor));
  return json_response(200, json.dump());
}

const char* where_to_give(CentralRole::Scope scope) {
  switch (scope) {
  case CentralRole::Scope::server: return "The role of administrator holds on the whole server: use /v1/assignments.";
  case CentralRole::Scope::project: return "This role is given by project: use /v1/projects/<id>/assignments.";
  case CentralRole::Scope::form: return "An app user belongs to its project; single forms: /v1/projects/<id>/forms/<id>/assignments.";
  }
  return "";
}

struct Change {
  Caller caller;
  const CentralRole* role;
  Account account;
  Grant grant;
};

std::expected<Change, Response> requested_change(const Service& service, const Request& request) {
  auto caller = assigner(service, request);
  if (!caller) return std::unexpected(std::move(caller.error()));
  const CentralRole* role = central_role(request.capture("role"));
  if (role == nullptr) return std::unexpected(text_response(404, "There is no such role."));
  if (role->scope != (caller->project == 0 ? CentralRole::Scope::server : CentralRole::Scope::project))
    return std::unexpected(text_response(400, where_to_give(role->scope)));
  auto account = service.storage.account(request.captured_number("actor"));
  if (!account) return std::unexpected(management_refusal(service, account.error()));
  const Grant grant{.project = caller->project, .role = role->role};
  return Change{.caller = std::move(*caller), .role = role, .account = std::move(*account), .grant = grant};
}

template <typename Make>
Result<bool> audited_change(const Service& service, const Change& change, std::string_view action, Make make) {
  const ordered_json details = {{"actee", change.account.actor.id}, {"roleId", change.role->id}, {"role", change.role->system}};
  return audited(service, {.by = change.caller.token, .project = change.caller.project, .action = action, .details = details.dump()},
                 std::move(make));
}

Response assign(const Service& service, const Request& request) {
  auto change = requested_change(service, request);
  if (!change) return std::move(change.error());
  const auto granted = audited_change(service, *change, "user.assignment.create",
                                      [&] { return service.storage.grant(change->account.actor.id, change->grant); });
  if (!granted) return failure_response(service, granted.error());
  if (!*granted) return text_response(409, "This person has the role already.");
  return success();
}

Response withdraw(const Service& service, const Request& request) {
  auto change = requested_change(service, request);
  if (!change) return std::move(change.error());
  const ActorId id = change->account.actor.id;
  if (change->role->scope == CentralRole::Scope::server && id == change->caller.token.actor.id)
    return text_response(409, "Nobody takes the role of administrator from themselves. Let another administrator do it.");
  const auto withdrawn =
      audited_change(service, *change, "user.assignment.delete", [&] { return service.storage.withdraw(id, change->grant); });
  if (!withdrawn) return failure_response(service, withdrawn.error());
  if (!*withdrawn) return text_response(404, "This person does not have the role.");
  return success();
}

} // namespace

void add_assignment_routes(Router& router, const Service& service) {
  const auto with = [&service](auto resource) {
    return answer([&service, resource](const Request& request) { return resource(service, request); });
  };
  add_management_route(router, "GET", "/v1/roles", with(roles));
  add_management_route(router, "GET", "/v1/roles/{role}", with(roles));
  for (const std::string where : {"/v1", "/v1/projects/{project}"}) {
    add_management_route(router, "GET", where + "/assignments", with(list_assignments));
    add_management_route(router, "GET", where + "/assignments/{role}", with(list_of_role));
    add_management_route(router, "POST", where + "/assignments/{role}/{actor}", with(assign));
    add_management_route(router, "DELETE", where + "/assignments/{role}/{actor}", with(withdraw));
  }
}

} // namespace pilotage::endpoint
