// GET and POST …/forms, PATCH and DELETE …/forms/<id>: listing, publishing, opening, closing and removing questionnaires.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/endpoint/actor_json.h"
#include "sync/endpoint/addressed_submission.h"
#include "sync/endpoint/form_drafting.h"
#include "sync/endpoint/form_extension.h"
#include "sync/endpoint/form_publication.h"
#include "sync/endpoint/form_upload_request.h"
#include "sync/endpoint/management.h"
#include "sync/endpoint/submission_json.h"
#include "sync/protocol/headers.h"

namespace pilotage::endpoint {

namespace {

using nlohmann::ordered_json;

// Forms that were never published are shown to those who may publish them.
Response list_forms(const Service& service, const Request& request) {
  auto caller = authorize(service.storage, request, Act::read_forms);
  if (!caller) return std::move(caller.error());
  auto json = ordered_json::array();
  if (request.query_switch("deleted")) return json_response(200, json_text(json)); // they come back by being published, not from a list
  const auto forms = service.storage.forms(caller->project);
  if (!forms) return failure_response(service, forms.error());
  const Counts counts = may(caller->token, Act::read_results, caller->project) ? Counts::shown : Counts::hidden;
  const bool extended = wants_extended(request);
  for (const FormSummary& form : *forms) {
    if (!may_read(caller->token, form)) continue;
    json.push_back(form_json(form, counts));
    if (!extended) continue;
    if (auto added = extend_form(service, form, counts, json.back()); !added) return failure_response(service, added.error());
  }
  if (!may(caller->token, Act::manage, caller->project)) return json_response(200, json_text(json));
  const auto drafts = service.storage.drafts(caller->project);
  if (!drafts) return failure_response(service, drafts.error());
  for (const FormDraft& draft : *drafts) {
    if (std::ranges::find(*forms, draft.form.form_id, &FormSummary::form_id) != forms->end()) continue;
    json.push_back(draft_json(draft));
    if (extended) extend_draft(service, draft, json.back());
  }
  return json_response(200, json_text(json));
}

std::string form_details(std::string_view form_id, std::string_view version) {
  return json_text(ordered_json{{"xmlFormId", form_id}, {"version", version}});
}

Response publish_at_once(const Service& service, const Caller& caller, const ReadForm& read) {
  const auto published = audited(service,
                                 {.by = caller.token,
                                  .project = caller.project,
                                  .action = "form.update.publish",
                                  .details = form_details(read.form.form_id, read.form.version)},
                                 [&] { return publish(service.storage, read); });
  if (!published) return form_refusal(service, published.error());
  const auto form = service.storage.form(caller.project, published->form_id);
  if (!form) return failure_response(service, form.error());
  return json_response(200, json_text(form_json(*form, Counts::shown)));
}

// A form that is there already gets a draft by its own address.
Response create_draft(const Service& service, const Caller& caller, const ReadForm& read) {
  const std::string& form_id = read.form.form_id;
  const bool is_published = service.storage.form(caller.project, form_id).has_value();
  if (is_published || service.storage.draft(caller.project, form_id).has_value())
    return text_response(
        409, fmt::format("This project has a form \"{}\" already. Make a draft of it: POST …/forms/{}/draft.", form_id, form_id));
  const auto draft =
      audited(service,
              {.by = caller.token, .project = caller.project, .action = "form.create", .details = form_details(form_id, read.form.version)},
              [&] { return put_draft(service.storage, read); });
  if (!draft) return failure_response(service, draft.error());
  return json_response(200, json_text(draft_json(*draft)));
}

Response create_form(const Service& service, const Request& request, std::string_view body) {
  auto caller = authorize(service.storage, request, Act::manage);
  if (!caller) return std::move(caller.error());
  auto read = read_form(caller->project, upload_in(request, body));
  if (!read) return form_refusal(service, read.error());
  if (auto warned = unless_ignored(request, read->warnings)) return std::move(*warned);
  read->form.made_by = caller->token.actor.id;
  if (request.query_switch("publish")) return publish_at_once(service, *caller, *read);
  return create_draft(service, *caller, *read);
}

Response set_state(const Service& service, const Request& request, std::string_view body) {
  auto caller = authorize(service.storage, request, Act::manage);
  if (!caller) return std::move(caller.error());
  const auto json = nlohmann::json::parse(body, nullptr, false);
  const auto state = json.is_object() && json.contains("state") && json["state"].is_string()
                         ? form_state_named(json["state"].get<std::string>())
                         : std::nullopt;
  if (!state) return text_response(400, "Send {\"state\": \"open\"}, \"closing\" or \"closed\".");
  const std::string_view form_id = request.capture("document");
  const ordered_json details = {{"xmlFormId", form_id}, {"data", {{"state", name(*state)}}}};
  const auto changed =
      audited(service, {.by = caller->token, .project = caller->project, .action = "form.update", .details = json_text(details)},
              [&] { return service.storage.set_form_state(caller->project, form_id, *state); });
  if (!changed) return management_refusal(service, changed.error());
  const auto form = service.storage.form(caller->project, form_id);
  if (!form) return failure_response(service, form.error());
  return json_response(200, json_text(form_json(*form, Counts::shown)));
}

// With its draft, which is all there is of a form that was never published.
Result<void> delete_with_draft(Storage& storage, ProjectId project, std::string_view form_id) {
  const auto dropped = storage.drop_draft(project, form_id);
  if (!dropped && dropped.error().code != ErrorCode::not_found) return dropped;
  auto deleted = storage.delete_form(project, form_id);
  if (!deleted && deleted.error().code == ErrorCode::not_found && dropped) return {};
  return deleted;
}

// Its submissions stay in the database, and come back with the form when one of its versions is published again.
Response remove_form(const Service& service, const Request& request) {
  auto caller = authorize(service.storage, request, Act::manage);
  if (!caller) return std::move(caller.error());
  const std::string_view form_id = request.capture("document");
  const ordered_json details = {{"xmlFormId", form_id}};
  const auto deleted =
      audited(service, {.by = caller->token, .project = caller->project, .action = "form.delete", .details = json_text(details)},
              [&] { return delete_with_draft(service.storage, caller->project, form_id); });
  return deleted ? success() : management_refusal(service, deleted.error());
}

} // namespace

void add_form_management_routes(Router& router, const Service& service) {
  const RunElsewhere on_worker = [&service](std::function<void()> work) { service.workers.post(std::move(work)); };
  add_management_route(router, "GET", "/v1/projects/{project}/forms",
                       answer([&service](const Request& request) { return list_forms(service, request); }));
  add_management_route(router, "POST", "/v1/projects/{project}/forms",
                       answer_with_body(
                           sync::kMaxFormXmlBytes, allow_managers(service),
                           [&service](const Request& request, std::string_view body) { return create_form(service, request, body); },
                           on_worker));
  add_management_route(router, "PATCH", "/v1/projects/{project}/forms/{document}",
                       answer_with_body(64 * 1024, allow_managers(service), [&service](const Request& request, std::string_view body) {
                         return set_state(service, request, body);
                       }));
  add_management_route(router, "DELETE", "/v1/projects/{project}/forms/{document}",
                       answer([&service](const Request& request) { return remove_form(service, request); }));
}

} // namespace pilotage::endpoint
