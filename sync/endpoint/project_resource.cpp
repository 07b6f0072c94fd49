// GET and POST /v1/projects; GET, PATCH and DELETE /v1/projects/<id>; POST /v1/projects/<id>/restore.
#include <nlohmann/json.hpp>

#include "sync/endpoint/actor_json.h"
#include "sync/endpoint/addressed_submission.h"
#include "sync/endpoint/central_roles.h"
#include "sync/endpoint/form_json.h"
#include "sync/endpoint/management.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/endpoint/submission_json.h"
#include "sync/protocol/names.h"

namespace pilotage::endpoint {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t kLongestDescription = 10'000;

ordered_json time_or_null(const std::optional<std::int64_t>& at) { return at ? ordered_json(iso_time(*at)) : ordered_json(); }

ordered_json json_of(const Project& project) {
  return {{"id", project.id},
          {"uuid", project.uuid},
          {"name", project.name},
          {"description", text_or_null(project.description)},
          {"archived", project.archived},
          {"keyId", nullptr},
          {"createdAt", iso_time(project.created_at)},
          {"updatedAt", time_or_null(project.updated_at)},
          {"deletedAt", time_or_null(project.deleted_at)}};
}

// Who reads its forms sees the project itself; app users are no people, and only fetch and send.
bool may_see(const Identity& identity, ProjectId project) {
  return may(identity, Act::read_results, project) || (identity.actor.kind == ActorKind::person && may(identity, Act::read_forms, project));
}

// What others sent, and how much of it, is not for those who collect.
Counts counts_for(const Identity& identity, ProjectId project) {
  return may(identity, Act::read_results, project) ? Counts::shown : Counts::hidden;
}

// What X-Extended-Metadata adds: figures, and what the caller may do in it.
Result<void> extend(const Service& service, const Identity& identity, const Project& project, ordered_json& json) {
  const auto figures = service.storage.project_figures(project.id);
  if (!figures) return std::unexpected(figures.error());
  json["forms"] = figures->forms;
  if (counts_for(identity, project.id) == Counts::shown) {
    json["appUsers"] = figures->app_users;
    json["lastSubmission"] = time_or_null(figures->last_submission);
  }
  json["datasets"] = 0;
  json["lastEntity"] = nullptr;
  json["verbs"] = verbs_in(identity.grants, project.id);
  return {};
}

// What ?forms=true adds.
Result<void> add_forms(const Service& service, const Identity& identity, const Project& project, ordered_json& json) {
  const auto forms = service.storage.forms(project.id);
  if (!forms) return std::unexpected(forms.error());
  json["verbs"] = verbs_in(identity.grants, project.id);
  json["formList"] = ordered_json::array();
  for (const FormSummary& form : *forms)
    if (may_read(identity, form)) json["formList"].push_back(form_json(form, counts_for(identity, project.id)));
  return {};
}

Response list_projects(const Service& service, const Request& request) {
  auto identity = authenticate(service.storage, request);
  if (!identity) return std::move(identity.error());
  const bool deleted = request.query_switch("deleted");
  if (deleted && !is_administrator(*identity)) return text_response(403, "Only an administrator sees what was deleted.");
  const auto all = deleted ? service.storage.deleted_projects() : service.storage.projects();
  if (!all) return failure_response(service, all.error());
  ordered_json visible = ordered_json::array();
  for (const Project& project : *all) {
    if (!may_see(*identity, project.id)) continue;
    ordered_json json = json_of(project);
    auto added = wants_extended(request) ? extend(service, *identity, project, json) : Result<void>();
    if (added && request.query_switch("forms")) added = add_forms(service, *identity, project, json);
    if (!added) return management_refusal(service, added.error());
    visible.push_back(std::move(json));
  }
  return json_response(200, json_text(visible));
}

Response show_project(const Service& service, const Request& request) {
  auto caller = authorize(service.storage, request, Act::read_forms);
  if (!caller) return std::move(caller.error());
  if (!may_see(caller->token, caller->project)) return text_response(403, "This token may send responses and read forms, nothing else.");
  const auto project = service.storage.project(std::to_string(caller->project));
  if (!project) return management_refusal(service, project.error());
  ordered_json json = json_of(*project);
  if (auto added = wants_extended(request) ? extend(service, caller->token, *project, json) : Result<void>(); !added)
    return management_refusal(service, added.error());
  return json_response(200, json_text(json));
}

constexpr const char* kProjectFields = R"(Send {"name": "…"}, and "description" and "archived" where they are to change.)";

bool fits(const nlohmann::json& body) {
  if (!body.is_object()) return false;
  const auto is = [&](const char* field, auto of_its_type) {
    return !body.contains(field) || body[field].is_null() || (body[field].*of_its_type)();
  };
  using Test = bool (nlohmann::json::*)() const noexcept;
  return is("name", Test(&nlohmann::json::is_string)) && is("description", Test(&nlohmann::json::is_string)) &&
         is("archived", Test(&nlohmann::json::is_boolean));
}

// What the body says of a project, over what it was.
std::expected<Project, Response> described(const Service& service, std::string_view text, Project project) {
  const auto body = nlohmann::json::parse(text, nullptr, false);
  if (!fits(body)) return std::unexpected(text_response(400, kProjectFields));
  const auto text_of = [&](const char* field) { return body[field].is_null() ? std::string() : body[field].get<std::string>(); };
  if (body.contains("name")) project.name = text_of("name");
  if (body.contains("description")) project.description = text_of("description");
  if (body.contains("archived")) project.archived = body["archived"] == true;
  if (project.name.empty()) return std::unexpected(text_response(400, kProjectFields));
  if (auto checked = sync::checked_identifier(project.name, "name of the project"); !checked)
    return std::unexpected(management_refusal(service, checked.error()));
  if (project.description.size() > kLongestDescription || !sync::is_utf8(project.description))
    return std::unexpected(text_response(400, "A description is text of 10,000 bytes at most."));
  return project;
}

Response create_project(const Service& service, const Request& request, std::string_view body) {
  auto identity = authenticate(service.storage, request);
  if (!identity) return std::move(identity.error());
  auto wanted = described(service, body, {});
  if (!wanted) return std::move(wanted.error());
  const auto project = audited(service, {.by = *identity, .action = "project.create"}, [&](AuditEntry& entry) {
    auto made = service.storage.create_project(wanted->name, wanted->description, wanted->archived);
    if (!made) return made;
    entry.project = made->id;
    entry.details = json_text(json_of(*made));
    return made;
  });
  if (!project) return management_refusal(service, project.error());
  return json_response(200, json_text(json_of(*project)));
}

Response change_project(const Service& service, const Request& request, std::string_view body) {
  auto caller = authorize(service.storage, request, Act::manage);
  if (!caller) return std::move(caller.error());
  const auto before = service.storage.project(std::to_string(caller->project));
  if (!before) return management_refusal(service, before.error());
  auto wanted = described(service, body, *before);
  if (!wanted) return std::move(wanted.error());
  const ordered_json details = {{"data", {{"name", wanted->name}, {"description", wanted->description}, {"archived", wanted->archived}}}};
  const auto changed =
      audited(service, {.by = caller->token, .project = wanted->id, .action = "project.update", .details = json_text(details)},
              [&] { return service.storage.change_project(*wanted); });
  if (!changed) return management_refusal(service, changed.error());
  const auto project = service.storage.project(std::to_string(caller->project));
  if (!project) return management_refusal(service, project.error());
  return json_response(200, json_text(json_of(*project)));
}

Response delete_project(const Service& service, const Request& request) {
  auto caller = authorize(service.storage, request, Act::manage);
  if (!caller) return std::move(caller.error());
  const auto project = service.storage.project(std::to_string(caller->project));
  if (!project) return management_refusal(service, project.error());
  const ordered_json details = {{"name", project->name}};
  const auto deleted =
      audited(service, {.by = caller->token, .project = project->id, .action = "project.delete", .details = json_text(details)},
              [&] { return service.storage.delete_project(project->id); });
  return deleted ? success() : management_refusal(service, deleted.error());
}

// By its number: a deleted project has no name of its own.
Response restore_project(const Service& service, const Request& request) {
  auto identity = authenticate(service.storage, request);
  if (!identity) return std::move(identity.error());
  if (!is_administrator(*identity)) return text_response(403, "Only an administrator may do this.");
  const ProjectId project = request.captured_number("project");
  const auto restored = audited(service, {.by = *identity, .project = project, .action = "project.restore"}, [&](AuditEntry& entry) {
    auto back = service.storage.restore_project(project);
    if (back) entry.details = json_text(ordered_json{{"name", back->name}});
    return back;
  });
  return restored ? success() : management_refusal(service, restored.error());
}

} // namespace

void add_project_routes(Router& router, const Service& service) {
  add_management_route(router, "GET", "/v1/projects",
                       answer([&service](const Request& request) { return list_projects(service, request); }));
  add_management_route(router, "GET", "/v1/projects/{project}",
                       answer([&service](const Request& request) { return show_project(service, request); }));
  add_management_route(router, "DELETE", "/v1/projects/{project}",
                       answer([&service](const Request& request) { return delete_project(service, request); }));
  add_management_route(router, "POST", "/v1/projects/{project}/restore",
                       answer([&service](const Request& request) { return restore_project(service, request); }));
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
