// GET …/submissions/<instance>/audits and …/diffs: what became of a submission, and what its corrections changed.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/endpoint/actor_json.h"
#include "sync/endpoint/addressed_submission.h"
#include "sync/endpoint/audit_json.h"
#include "sync/endpoint/management.h"
#include "sync/endpoint/submission_diff.h"
#include "sync/endpoint/submission_document.h"
#include "sync/endpoint/submission_json.h"

namespace pilotage::endpoint {

namespace {

using nlohmann::ordered_json;

struct History {
  AddressedSubmission submission;
  std::vector<SubmissionVersion> versions; // the first first
};
std::expected<History, Response> history_of(const Service& service, const Request& request) {
  auto found = addressed_submission(service, request, Act::read_results, request.capture("instance"));
  if (!found) return std::unexpected(std::move(found.error()));
  auto versions = service.storage.submission_versions(found->caller.project, found->form_id, found->record.first.instance_id);
  if (!versions) return std::unexpected(management_refusal(service, versions.error()));
  return History{.submission = std::move(*found), .versions = std::move(*versions)};
}

// The arrival of a version is no administrative act: it stands with the version, not in the log.
AuditEntry arrival(const SubmissionVersion& version, bool is_first, ProjectId project) {
  return {.actor = version.submitter,
          .project = project,
          .action = is_first ? "submission.create" : "submission.update.version",
          .details = json_text(ordered_json{{"instanceId", version.instance_id}}),
          .logged_at = version.submitted_at};
}

Response audits_of_submission(const Service& service, const Request& request) {
  auto history = history_of(service, request);
  if (!history) return std::move(history.error());
  const ProjectId project = history->submission.caller.project;
  auto entries = service.storage.submission_audits(project, history->submission.record.first.instance_id);
  if (!entries) return failure_response(service, entries.error());
  for (const SubmissionVersion& version : history->versions)
    entries->push_back(arrival(version, version.instance_id == history->submission.record.first.instance_id, project));
  std::ranges::stable_sort(*entries, std::ranges::greater(), &AuditEntry::logged_at);
  auto json = ordered_json::array();
  for (const AuditEntry& entry : *entries) json.push_back(audit_json(entry, wants_extended(request)));
  return json_response(200, json_text(json));
}

// The version that this one corrects; the one before it where it does not say.
const SubmissionVersion& corrected_by(const std::vector<SubmissionVersion>& versions, std::size_t at) {
  const auto document = SubmissionDocument::read(versions[at].xml);
  const std::string named = document ? document->deprecated_id() : std::string();
  const auto found = std::ranges::find(versions, named, &SubmissionVersion::instance_id);
  return found == versions.end() ? versions[at - 1] : *found;
}

Response diffs(const Service& service, const Request& request) {
  auto history = history_of(service, request);
  if (!history) return std::move(history.error());
  auto root = fields_of(service, {.caller = history->submission.caller, .form_id = history->submission.form_id});
  if (!root) return std::move(root.error());
  auto json = ordered_json::object();
  for (std::size_t i = 1; i < history->versions.size(); ++i) {
    const auto changes = changed_answers(*root, corrected_by(history->versions, i).xml, history->versions[i].xml);
    if (!changes) return failure_response(service, changes.error());
    auto& list = json[history->versions[i].instance_id] = ordered_json::array();
    for (const ChangedAnswer& change : *changes)
      list.push_back({{"path", change.path}, {"old", text_or_null(change.before)}, {"new", text_or_null(change.after)}});
  }
  return json_response(200, json_text(json));
}

} // namespace

void add_submission_history_routes(Router& router, const Service& service) {
  const std::string submission = "/v1/projects/{project}/forms/{form}/submissions/{instance}";
  add_management_route(router, "GET", submission + "/audits",
                       answer([&service](const Request& request) { return audits_of_submission(service, request); }));
  add_management_route(router, "GET", submission + "/diffs",
                       answer([&service](const Request& request) { return diffs(service, request); }));
}

} // namespace pilotage::endpoint
