// GET …/forms/<id>/submissions, …/keys, …/submitters, …/<instance>, …/<instance>.xml and …/<instance>/versions: what was sent, and its
// corrections.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/endpoint/actor_json.h"
#include "sync/endpoint/addressed_submission.h"
#include "sync/endpoint/management.h"
#include "sync/endpoint/submission_json.h"
#include "sync/endpoint/submission_pages.h"

namespace pilotage::endpoint {

namespace {

// The pieces of a JSON array of all submissions. Their names stand in their XML, of which memory holds one page.
class SubmissionList {
public:
  SubmissionList(SubmissionPages pages, bool extended) : pages_(std::move(pages)), extended_(extended) {}

  Result<std::string> operator()() {
    std::string text = std::exchange(opening_, {});
    while (text.empty() && !closed_) {
      if (pages_.ended()) {
        closed_ = true;
        return "]";
      }
      const auto records = pages_.next();
      if (!records) return std::unexpected(records.error());
      for (const SubmissionRecord& record : *records) text += separator() + json_text(submission_json(record, extended_));
    }
    return text;
  }

private:
  std::string separator() { return std::exchange(first_, false) ? "" : ","; }

  SubmissionPages pages_;
  bool extended_;
  std::string opening_ = "[";
  bool first_ = true;
  bool closed_ = false;
};

// Whether responses to one of the form's versions may have a name. Of others the XML, of which there may be thousands, need not be read.
Result<bool> names_responses(const Service& service, const AddressedForm& form) {
  const auto versions = service.storage.form_versions(form.caller.project, form.form_id);
  if (!versions) return std::unexpected(versions.error());
  for (const FormVersion& one : *versions) {
    const auto version = service.storage.form_version(form.caller.project, form.form_id, one.version);
    if (!version) return std::unexpected(version.error());
    if (version->xform.contains("instanceName")) return true;
  }
  return false;
}

Response all_submissions(const Service& service, const Request& request) {
  auto form = addressed_form(service, request, Act::read_results);
  if (!form) return std::move(form.error());
  const auto has_names = names_responses(service, *form);
  if (!has_names) return management_refusal(service, has_names.error());
  SubmissionPages pages(service.storage, form->caller.project, form->form_id,
                        *has_names ? SubmissionPages::With::xml : SubmissionPages::With::nothing);
  return stream_response(service, "application/json; charset=utf-8", SubmissionList(std::move(pages), wants_extended(request)));
}

// The keys that the server itself would decrypt with: it has none. Scripts ask before they export.
Response keys(const Service& service, const Request& request) {
  auto form = addressed_form(service, request, Act::read_results);
  if (!form) return std::move(form.error());
  return json_response(200, "[]");
}

Response submitters(const Service& service, const Request& request) {
  auto form = addressed_form(service, request, Act::read_results);
  if (!form) return std::move(form.error());
  const auto all = service.storage.submitters(form->caller.project, form->form_id);
  if (!all) return failure_response(service, all.error());
  auto json = nlohmann::ordered_json::array();
  for (const Actor& actor : *all) json.push_back(actor_json(actor));
  return json_response(200, json_text(json));
}

// What a collector sent is never run in a browser under this server's name.
Response instance_xml(std::string xml) {
  Response response{.status = 200, .headers = {}, .body = std::move(xml), .file = {}};
  response.with("Content-Type", "application/xml").with("Content-Disposition", "attachment").with("X-Content-Type-Options", "nosniff");
  return response;
}

// "…/uuid:1.xml" asks for the XML, "…/uuid:1" for what is known of it.
struct AskedFor {
  std::string_view instance_id;
  bool xml;
};
AskedFor asked_for(std::string_view segment) {
  const bool xml = segment.ends_with(".xml");
  return {.instance_id = xml ? segment.substr(0, segment.size() - 4) : segment, .xml = xml};
}

Response one_submission(const Service& service, const Request& request) {
  const AskedFor what = asked_for(request.capture("instance"));
  auto found = addressed_submission(service, request, Act::read_results, what.instance_id);
  if (!found) return std::move(found.error());
  if (what.xml) return instance_xml(std::move(found->record.current.xml));
  return json_response(200, json_text(submission_json(found->record, wants_extended(request))));
}

std::expected<std::vector<SubmissionVersion>, Response> versions_of(const Service& service, const Request& request, std::string& current) {
  auto found = addressed_submission(service, request, Act::read_results, request.capture("instance"));
  if (!found) return std::unexpected(std::move(found.error()));
  current = found->record.current.instance_id;
  auto versions = service.storage.submission_versions(found->caller.project, found->form_id, request.capture("instance"));
  if (!versions) return std::unexpected(management_refusal(service, versions.error()));
  std::ranges::reverse(*versions); // the newest first, as on Central
  return std::move(*versions);
}

Response all_versions(const Service& service, const Request& request) {
  std::string current;
  auto versions = versions_of(service, request, current);
  if (!versions) return std::move(versions.error());
  auto json = nlohmann::ordered_json::array();
  for (const SubmissionVersion& version : *versions)
    json.push_back(version_json(version, version.instance_id == current, wants_extended(request)));
  return json_response(200, json_text(json));
}

Response one_version(const Service& service, const Request& request) {
  const AskedFor what = asked_for(request.capture("version"));
  std::string current;
  auto versions = versions_of(service, request, current);
  if (!versions) return std::move(versions.error());
  const auto found = std::ranges::find(*versions, what.instance_id, &SubmissionVersion::instance_id);
  if (found == versions->end()) return text_response(404, "This submission has no such version.");
  if (what.xml) return instance_xml(std::move(found->xml));
  return json_response(200, json_text(version_json(*found, found->instance_id == current, wants_extended(request))));
}

} // namespace

void add_submission_list_routes(Router& router, const Service& service) {
  const auto get = [&](const std::string& path, auto resource) {
    add_management_route(router, "GET", "/v1/projects/{project}/forms/{form}/submissions" + path,
                         answer([&service, resource](const Request& request) { return resource(service, request); }));
  };
  get("", all_submissions);
  get("/keys", keys);
  get("/submitters", submitters);
  get("/{instance}", one_submission);
  get("/{instance}/versions", all_versions);
  get("/{instance}/versions/{version}", one_version);
}

} // namespace pilotage::endpoint
