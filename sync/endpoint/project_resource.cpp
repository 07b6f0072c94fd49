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

Response list_projects(const Service& service, const Request& request) {
  auto identity = authenticate(service.storage, request);
  if (!identity) return std::move(identity.error());
  const auto all = service.storage.projects();
  if (!all) return failure_response(service, all.error());
  ordered_json visible = ordered_json::array();
  for (const Project& project : *all)
    if (may(*identity, Act::read_results, project.id)) visible.push_back(json_of(project));
  return json_response(200, visible.dump());
}

Response show_project(const Service& service, const Request& request) {
  auto caller = authorize(service.storage, request, Act::read_results);
  if (!caller) return std::move(caller.error());
  const auto project = service.storage.project(std::to_string(caller->project));
  if (!project) return management_refusal(service, project.error());
  return json_response(200, json_of(*project).dump());
}

Response create_project(const Service& service, const Request& request, std::string_view body) {
  auto identity = authenticate(service.storage, request);
  if (!identity) return std::move(identity.error());
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object() || !json.contains("name") || !json["name"].is_string()) return text_response(400, "Send {\"name\": \"…\"}.");
  const auto project_name = sync::checked_identifier(json["name"].get<std::string>(), "name of the project");
  if (!project_name) return management_refusal(service, project_name.error());
  const auto project = service.storage.create_project(*project_name);
  if (!project) return management_refusal(service, project.error());
  return audited(service, {.by = *identity, .project = project->id, .action = "project.create", .details = json_of(*project).dump()},
                 json_response(200, json_of(*project).dump()));
}

// Of what Central changes here, this server knows the name.
Response change_project(const Service& service, const Request& request, std::string_view body) {
  auto caller = authorize(service.storage, request, Act::manage);
  if (!caller) return std::move(caller.error());
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object() || !json.contains("name") || !json["name"].is_string()) return text_response(400, "Send {\"name\": \"…\"}.");
  const auto project_name = sync::checked_identifier(json["name"].get<std::string>(), "name of the project");
  if (!project_name) return management_refusal(service, project_name.error());
  if (auto renamed = service.storage.rename_project(caller->project, *project_name); !renamed)
    return management_refusal(service, renamed.error());
  const auto project = service.storage.project(std::to_string(caller->project));
  if (!project) return management_refusal(service, project.error());
  const ordered_json details = {{"data", {{"name", project->name}}}};
  return audited(service, {.by = caller->token, .project = project->id, .action = "project.update", .details = details.dump()},
                 json_response(200, json_of(*project).dump()));
}

} // namespace

void add_project_routes(Router& router, const Service& service) {
  add_management_route(router, "GET", "/v1/projects",
                       answer([&service](const Request& request) { return list_projects(service, request); }));
  add_management_route(router, "GET", "/v1/projects/{project}",
                       answer([&service](const Request& request) { return show_project(service, request); }));
  add_management_route(
      router, "POST", "/v1/projects",
      answer_with_body(64 * 1024, allow_administrators(service),
                       [&service](const Request& request, std::string_view body) { return create_project(service, request, body); }));
  add_management_route(router, "PATCH", "/v1/projects/{project}",
                       answer_with_body(64 * 1024, allow_managers(service), [&service](const Request& request, std::string_view body) {
                         return change_project(service, request, body);
                       }));
}

} // namespace pilotage::endpoint
