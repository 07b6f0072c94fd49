// GET …/forms/<id>/versions, …/forms/<id>/attachments and …/forms/<id>/fields: what was published of a form, its files and its questions.
#include <nlohmann/json.hpp>

#include "sync/endpoint/actor_json.h"
#include "sync/endpoint/addressed_submission.h"
#include "sync/endpoint/fields_response.h"
#include "sync/endpoint/form_json.h"
#include "sync/endpoint/management.h"
#include "sync/endpoint/openrosa.h"
#include "sync/endpoint/stored_file_response.h"
#include "sync/endpoint/submission_json.h"

namespace pilotage::endpoint {

namespace {

// Central writes a version that is empty so in an address.
constexpr std::string_view kNoVersion = "___";

std::expected<FormVersion, Response> addressed_form_version(const Service& service, const Request& request, std::string_view version) {
  auto form = addressed_form(service, request, Act::read_forms);
  if (!form) return std::unexpected(std::move(form.error()));
  auto found = service.storage.form_version(form->caller.project, form->form_id, version == kNoVersion ? "" : version);
  if (!found) return std::unexpected(management_refusal(service, found.error()));
  return std::move(*found);
}

FormState state_of(const Service& service, const FormVersion& version) {
  const auto form = service.storage.form(version.project, version.form_id);
  return form ? form->state : FormState::closed;
}

Response all_form_versions(const Service& service, const Request& request) {
  auto form = addressed_form(service, request, Act::read_forms);
  if (!form) return std::move(form.error());
  const auto versions = service.storage.form_versions(form->caller.project, form->form_id);
  if (!versions) return failure_response(service, versions.error());
  auto json = nlohmann::ordered_json::array();
  for (const FormVersion& version : *versions) {
    json.push_back(version_json(version, state_of(service, version)));
    if (wants_extended(request)) json.back()["publishedBy"] = maker_json(service, version.made_by);
  }
  return json_response(200, json_text(json));
}

Response one_form_version(const Service& service, const Request& request) {
  std::string_view named = request.capture("version");
  const bool wants_xml = named.ends_with(".xml");
  if (wants_xml) named.remove_suffix(4);
  auto version = addressed_form_version(service, request, named);
  if (!version) return std::move(version.error());
  if (wants_xml) return xml_response(request, std::move(version->xform));
  return json_response(200, json_text(version_json(*version, state_of(service, *version))));
}

Response version_files(const Service& service, const Request& request) {
  auto version = addressed_form_version(service, request, request.capture("version"));
  if (!version) return std::move(version.error());
  return json_response(200, json_text(files_json(version->files)));
}

Response version_file(const Service& service, const Request& request) {
  auto version = addressed_form_version(service, request, request.capture("version"));
  if (!version) return std::move(version.error());
  return form_file_response(service, request, version->files);
}

Response version_fields(const Service& service, const Request& request) {
  auto version = addressed_form_version(service, request, request.capture("version"));
  if (!version) return std::move(version.error());
  return fields_response(service, request, version->xform);
}

std::expected<FormVersion, Response> addressed_current_version(const Service& service, const Request& request) {
  auto form = addressed_form(service, request, Act::read_forms);
  if (!form) return std::unexpected(std::move(form.error()));
  return current_version(service, *form);
}

Response current_files(const Service& service, const Request& request) {
  auto version = addressed_current_version(service, request);
  if (!version) return std::move(version.error());
  return json_response(200, json_text(files_json(version->files)));
}

Response current_fields(const Service& service, const Request& request) {
  auto version = addressed_current_version(service, request);
  if (!version) return std::move(version.error());
  return fields_response(service, request, version->xform);
}

} // namespace

void add_form_version_routes(Router& router, const Service& service) {
  const auto get = [&](const std::string& path, auto resource) {
    add_management_route(router, "GET", "/v1/projects/{project}/forms/{form}" + path,
                         answer([&service, resource](const Request& request) { return resource(service, request); }));
  };
  get("/versions", all_form_versions);
  get("/versions/{version}", one_form_version);
  get("/versions/{version}/attachments", version_files);
  get("/versions/{version}/attachments/{name}", version_file);
  get("/versions/{version}/fields", version_fields);
  get("/attachments", current_files);
  get("/fields", current_fields);
}

} // namespace pilotage::endpoint
