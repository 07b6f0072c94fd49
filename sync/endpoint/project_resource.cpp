// GET and POST /v1/projects, GET /v1/projects/<id>.
#include <nlohmann/json.hpp>

#include "sync/endpoint/management.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/protocol/names.h"

namespace pilotage::endpoint {

namespace {

using nlohmann::ordered_json;

ordered_json json_of(const Project& project) {
  return {
      {"id", project.id}, {"uuid", project.uuid}, {"name", project.name}, {"archived", false}, {"createdAt", iso_time(project.created_at)}};
}

Response list(const Service& service, const Request& request) {
  auto token = authenticate(service.storage, request);
  if (!token) return std::move(token.error());
  const auto all = service.storage.projects();
  if (!all) return failure_response(service, all.error());
  ordered_json visible = ordered_json::array();
  for (const Project& project : *all)
    if (may(*token, Act::read_results, project.id)) visible.push_back(json_of(project));
  return json_response(200, visible.dump());
}

Response one(const Service& service, const Request& request) {
  auto caller = authorize(service.storage, request, Act::read_results);
  if (!caller) return std::move(caller.error());
  const auto project = service.storage.project(std::to_string(caller->project));
  if (!project) return management_refusal(service, project.error());
  return json_response(200, json_of(*project).dump());
}

std::optional<Response> allow_administrators(const Service& service, const Request& request) {
  auto token = authenticate(service.storage, request);
  if (!token) return std::move(token.error());
  if (token->role != Role::administrator) return text_response(403, "Only an administrator creates projects.");
  return std::nullopt;
}

Response create(const Service& service, std::string_view body) {
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object() || !json.contains("name") || !json["name"].is_string()) return text_response(400, "Send {\"name\": \"…\"}.");
  const auto project_name = sync::checked_identifier(json["name"].get<std::string>(), "name of the project");
  if (!project_name) return management_refusal(service, project_name.error());
  const auto project = service.storage.create_project(*project_name);
  if (!project) return management_refusal(service, project.error());
  return json_response(200, json_of(*project).dump());
}

} // namespace

void add_project_routes(Router& router, const Service& service) {
  add_management_route(router, "GET", "/v1/projects", answer([&service](const Request& request) { return list(service, request); }));
  add_management_route(router, "GET", "/v1/projects/{project}",
                       answer([&service](const Request& request) { return one(service, request); }));
  add_management_route(router, "POST", "/v1/projects",
                       answer_with_body(
                           64 * 1024, [&service](const Request& request) { return allow_administrators(service, request); },
                           [&service](const Request&, std::string_view body) { return create(service, body); }));
}

} // namespace pilotage::endpoint
