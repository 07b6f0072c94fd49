// …/forms/<id>/assignments and …/assignments/forms: app users that have single forms of their project, as all of them have on ODK Central.
// One that was never assigned to a form has all of the project.
#include <nlohmann/json.hpp>

#include "sync/endpoint/actor_json.h"
#include "sync/endpoint/addressed_submission.h"
#include "sync/endpoint/central_roles.h"
#include "sync/endpoint/management.h"
#include "sync/endpoint/submission_json.h"

namespace pilotage::endpoint {

namespace {

using nlohmann::ordered_json;

const CentralRole& app_user_role() { return *central_role("app-user"); }

// The role in the address, if there is one; another than that of app users has nobody by form.
enum class Asked { app_users, nobody, no_such_role };
Asked asked_role(const Request& request) {
  const std::string_view named = request.capture("role");
  const CentralRole* role = named.empty() ? &app_user_role() : central_role(named);
  if (role == nullptr) return Asked::no_such_role;
  return role->scope == CentralRole::Scope::form ? Asked::app_users : Asked::nobody;
}

std::expected<std::vector<FormAssignment>, Response> assigned(const Service& service, const Request& request, ProjectId project,
                                                              std::string_view form_id) {
  const Asked asked = asked_role(request);
  if (asked == Asked::no_such_role) return std::unexpected(text_response(404, "There is no such role."));
  if (asked == Asked::nobody) return std::vector<FormAssignment>();
  auto all = service.storage.form_assignments(project, form_id);
  if (!all) return std::unexpected(failure_response(service, all.error()));
  return std::move(*all);
}

ordered_json assignment_json(const FormAssignment& one, const Request& request) {
  ordered_json json = {{"actorId", one.actor.id}, {"roleId", app_user_role().id}};
  if (wants_extended(request)) json["actor"] = actor_json(one.actor);
  return json;
}

// …/assignments/forms and …/assignments/forms/{role}
Response of_project(const Service& service, const Request& request) {
  auto project = managed_project(service, request);
  if (!project) return std::move(project.error());
  auto all = assigned(service, request, *project, {});
  if (!all) return std::move(all.error());
  auto json = ordered_json::array();
  for (const FormAssignment& one : *all) {
    json.push_back(assignment_json(one, request));
    json.back()["xmlFormId"] = one.form_id;
  }
  return json_response(200, json_text(json));
}

// …/forms/{form}/assignments, and …/forms/{form}/assignments/{role}, which lists the actors alone.
Response of_form(const Service& service, const Request& request) {
  auto form = addressed_form(service, request, Act::manage);
  if (!form) return std::move(form.error());
  auto all = assigned(service, request, form->caller.project, form->form_id);
  if (!all) return std::move(all.error());
  const bool of_one_role = !request.capture("role").empty();
  auto json = ordered_json::array();
  for (const FormAssignment& one : *all) json.push_back(of_one_role ? actor_json(one.actor) : assignment_json(one, request));
  return json_response(200, json_text(json));
}

struct AppUserOfForm {
  AddressedForm form;
  ActorId app_user;
};
std::expected<AppUserOfForm, Response> addressed_app_user(const Service& service, const Request& request) {
  auto form = addressed_form(service, request, Act::manage);
  if (!form) return std::unexpected(std::move(form.error()));
  const Asked asked = asked_role(request);
  if (asked == Asked::no_such_role) return std::unexpected(text_response(404, "There is no such role."));
  if (asked == Asked::nobody)
    return std::unexpected(text_response(400, "Only app users have single forms. People have a role in the whole project."));
  return AppUserOfForm{.form = std::move(*form), .app_user = request.captured_number("actor")};
}

template <typename Make>
Result<bool> audited_change(const Service& service, const AppUserOfForm& change, std::string_view action, Make make) {
  const ordered_json details = {{"actee", change.app_user}, {"xmlFormId", change.form.form_id}, {"roleId", app_user_role().id}};
  return audited(service,
                 {.by = change.form.caller.token, .project = change.form.caller.project, .action = action, .details = json_text(details)},
                 std::move(make));
}

Response assign_form(const Service& service, const Request& request) {
  auto change = addressed_app_user(service, request);
  if (!change) return std::move(change.error());
  const auto done = audited_change(service, *change, "field_key.assignment.create", [&] {
    return service.storage.assign_form(change->form.caller.project, change->form.form_id, change->app_user);
  });
  if (!done) return management_refusal(service, done.error());
  if (!*done) return text_response(409, "This app user has the form already.");
  return success();
}

Response withdraw_form(const Service& service, const Request& request) {
  auto change = addressed_app_user(service, request);
  if (!change) return std::move(change.error());
  const auto done = audited_change(service, *change, "field_key.assignment.delete", [&] {
    return service.storage.withdraw_form(change->form.caller.project, change->form.form_id, change->app_user);
  });
  if (!done) return failure_response(service, done.error());
  if (!*done) return text_response(404, "This form is not assigned to such an app user.");
  return success();
}

} // namespace

void add_form_assignment_routes(Router& router, const Service& service) {
  const auto add = [&](const char* method, const std::string& path, auto resource) {
    add_management_route(router, method, "/v1/projects/{project}" + path,
                         answer([&service, resource](const Request& request) { return resource(service, request); }));
  };
  add("GET", "/assignments/forms", of_project);
  add("GET", "/assignments/forms/{role}", of_project);
  add("GET", "/forms/{form}/assignments", of_form);
  add("GET", "/forms/{form}/assignments/{role}", of_form);
  add("POST", "/forms/{form}/assignments/{role}/{actor}", assign_form);
  add("DELETE", "/forms/{form}/assignments/{role}/{actor}", withdraw_form);
}

} // namespace pilotage::endpoint
