// GET and POST …/forms, PATCH …/forms/<id>: listing, publishing, opening and closing questionnaires.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sync/endpoint/form_publication.h"
#include "sync/endpoint/management.h"
#include "sync/protocol/headers.h"

namespace pilotage::endpoint {

namespace {

Response list(const Service& service, const Request& request) {
  auto caller = authorize(service.storage, request, Act::read_forms);
  if (!caller) return std::move(caller.error());
  const auto forms = service.storage.forms(caller->project);
  if (!forms) return failure_response(service, forms.error());
  std::string json = "[";
  for (const FormSummary& form : *forms) json += (json.size() > 1 ? "," : "") + form_json(form);
  return json_response(200, json + "]");
}

// The media type says what the body is, as on Central; X-XlsForm-FormId-Fallback names a workbook that has no form id of its own.
std::string upload_name(const Request& request) {
  const std::string_view type = request.header("Content-Type");
  const std::string_view fallback = request.header("X-XlsForm-FormId-Fallback");
  const std::string stem = fallback.empty() ? "form" : std::string(fallback.substr(0, 64));
  if (type.starts_with("application/vnd.openxmlformats")) return stem + ".xlsx";
  if (type.starts_with("text/markdown")) return stem + ".md";
  if (type.starts_with("text/csv")) return stem + ".csv";
  return stem + ".xml";
}

Response publish_upload(const Service& service, const Request& request, std::string_view body) {
  auto project = managed_project(service, request);
  if (!project) return std::move(project.error());
  if (request.query_value("publish").value_or("") != "true")
    return text_response(400, "This server keeps no drafts of forms. Add ?publish=true to publish the form at once.");
  const auto published =
      publish(service.storage, service.files, *project, {.file_name = upload_name(request), .bytes = std::string(body), .media = {}});
  if (!published) return management_refusal(service, published.error());
  const auto form = service.storage.form(*project, published->form_id);
  if (!form) return failure_response(service, form.error());
  service.log.write(LogLevel::info, "form_published",
                    {{"project", std::int64_t{*project}}, {"form", form->form_id}, {"version", form->version}});
  return json_response(200, form_json(*form));
}

Response set_state(const Service& service, const Request& request, std::string_view body) {
  auto project = managed_project(service, request);
  if (!project) return std::move(project.error());
  const auto json = nlohmann::json::parse(body, nullptr, false);
  const auto state = json.is_object() && json.contains("state") && json["state"].is_string()
                         ? form_state_named(json["state"].get<std::string>())
                         : std::nullopt;
  if (!state) return text_response(400, "Send {\"state\": \"open\"}, \"closing\" or \"closed\".");
  const std::string_view form_id = request.capture("document");
  if (auto changed = service.storage.set_form_state(*project, form_id, *state); !changed)
    return management_refusal(service, changed.error());
  const auto form = service.storage.form(*project, form_id);
  if (!form) return failure_response(service, form.error());
  service.log.write(LogLevel::info, "form_state", {{"project", std::int64_t{*project}}, {"form", form->form_id}, {"state", name(*state)}});
  return json_response(200, form_json(*form));
}

} // namespace

void add_form_management_routes(Router& router, const Service& service) {
  const Run on_worker = [&service](std::function<void()> work) { service.workers.post(std::move(work)); };
  add_management_route(router, "GET", "/v1/projects/{project}/forms",
                       answer([&service](const Request& request) { return list(service, request); }));
  add_management_route(router, "POST", "/v1/projects/{project}/forms",
                       answer_with_body(
                           sync::kMaxFormXmlBytes, allow_managers(service),
                           [&service](const Request& request, std::string_view body) { return publish_upload(service, request, body); },
                           on_worker));
  add_management_route(router, "PATCH", "/v1/projects/{project}/forms/{document}",
                       answer_with_body(64 * 1024, allow_managers(service), [&service](const Request& request, std::string_view body) {
                         return set_state(service, request, body);
                       }));
}

} // namespace pilotage::endpoint
