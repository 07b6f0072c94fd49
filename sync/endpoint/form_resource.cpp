// GET …/forms/<id>, …/forms/<id>.xml, …/forms/<id>/manifest and …/forms/<id>/attachments/<name>: a form and its files.
#include <nlohmann/json.hpp>

#include "sync/endpoint/access.h"
#include "sync/endpoint/actor_json.h"
#include "sync/endpoint/addressed_submission.h"
#include "sync/endpoint/form_extension.h"
#include "sync/endpoint/management.h"
#include "sync/endpoint/openrosa.h"
#include "sync/endpoint/stored_file_response.h"
#include "sync/endpoint/submission_json.h"
#include "sync/protocol/manifest.h"
#include "sync/protocol/names.h"

namespace pilotage::endpoint {

namespace {

// A form's id may end so; where there is none, somebody asks for the workbook.
Response missing_form(std::string_view form_id) {
  if (form_id.ends_with(".xlsx") || form_id.ends_with(".xls"))
    return text_response(404, "The workbook of a form is not kept, only the XForm that was made of it: ask for .xml.");
  return text_response(404, "This project has no such form.");
}

// The version that was published last, of a form that the caller may read.
std::expected<FormVersion, Response> current_version(const Service& service, const Request& request, std::string_view form_id) {
  auto caller = authorize(service.storage, request, Act::read_forms);
  if (!caller) return std::unexpected(std::move(caller.error()));
  if (!has_form(caller->token, form_id)) return std::unexpected(form_not_assigned());
  const auto form = service.storage.form(caller->project, form_id);
  if (!form && form.error().code == ErrorCode::not_found) return std::unexpected(missing_form(form_id));
  if (!form) return std::unexpected(failure_response(service, form.error()));
  if (!may_read(caller->token, *form)) return std::unexpected(closed_to_collectors());
  auto version = service.storage.form_version(caller->project, form_id, form->version);
  if (!version) return std::unexpected(failure_response(service, version.error()));
  return std::move(*version);
}

Response form_details(const Service& service, const Request& request, std::string_view form_id) {
  auto caller = authorize(service.storage, request, Act::read_forms);
  if (!caller) return std::move(caller.error());
  if (!has_form(caller->token, form_id)) return form_not_assigned();
  const auto form = service.storage.form(caller->project, form_id);
  const Counts counts = may(caller->token, Act::read_results, caller->project) ? Counts::shown : Counts::hidden;
  if (form) {
    if (!may_read(caller->token, *form)) return closed_to_collectors();
    auto json = form_json(*form, counts);
    const auto extended = wants_extended(request) ? extend_form(service, *form, counts, json) : Result<void>();
    return extended ? json_response(200, json_text(json)) : failure_response(service, extended.error());
  }
  if (form.error().code == ErrorCode::not_found && may(caller->token, Act::manage, caller->project))
    if (const auto draft = service.storage.draft(caller->project, form_id)) {
      auto json = draft_json(*draft);
      if (wants_extended(request)) extend_draft(service, *draft, json);
      return json_response(200, json_text(json));
    }
  return form.error().code == ErrorCode::not_found ? missing_form(form_id) : failure_response(service, form.error());
}

Response form_document(const Service& service, const Request& request) {
  std::string_view name = request.capture("document");
  if (!name.ends_with(".xml")) return form_details(service, request, name);
  name.remove_suffix(4);
  auto version = current_version(service, request, name);
  if (!version) return std::move(version.error());
  return xml_response(request, std::move(version->xform));
}

Response manifest(const Service& service, const Request& request) {
  const auto refused = check_openrosa_version(request);
  const std::string_view form_id = request.capture("form");
  auto version = current_version(service, request, form_id);
  if (!version) return std::move(version.error());
  if (refused) return text_response(refused->status, "The request must carry the header X-OpenRosa-Version: 1.0.");
  const std::string address = project_url(service, request) + "/forms/" + sync::percent_encode(form_id) + "/attachments/";
  std::vector<sync::ManifestFile> files;
  for (const FormFile& file : version->files)
    files.push_back({.name = file.name, .md5 = file.md5, .download_url = address + sync::percent_encode(file.name), .entity_list = false});
  return xml_response(request, sync::write_manifest(files));
}

Response form_file(const Service& service, const Request& request) {
  auto version = current_version(service, request, request.capture("form"));
  if (!version) return std::move(version.error());
  return form_file_response(service, request, version->files);
}

} // namespace

void add_form_routes(Router& router, const Service& service) {
  // Refusals of these two are JSON, as on Central: they are no part of the OpenRosa APIs.
  add_openrosa_route(router, service, "GET", "/forms/{document}",
                     dressed(answer([&service](const Request& request) { return form_document(service, request); }), json_refusal));
  add_openrosa_route(router, service, "GET", "/forms/{form}/manifest",
                     answer([&service](const Request& request) { return manifest(service, request); }));
  add_openrosa_route(router, service, "GET", "/forms/{form}/attachments/{name}",
                     dressed(answer([&service](const Request& request) { return form_file(service, request); }), json_refusal));
}

} // namespace pilotage::endpoint
