// GET …/submissions/<instance>/attachments and …/versions/<version>/attachments: the files that belong to a submission.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/endpoint/addressed_submission.h"
#include "sync/endpoint/content_disposition.h"
#include "sync/endpoint/management.h"
#include "sync/endpoint/submission_json.h"

namespace pilotage::endpoint {

namespace {

// The version in the address, or the current one of the submission.
std::expected<Submission, Response> addressed_version(const Service& service, const Request& request) {
  const std::string_view instance = request.capture("instance");
  const std::string_view version = request.capture("version");
  auto form = addressed_form(service, request, Act::read_results);
  if (!form) return std::unexpected(std::move(form.error()));
  const ProjectId project = form->caller.project;
  std::string wanted(version);
  if (version.empty()) {
    const auto record = service.storage.submission_record(project, form->form_id, instance);
    if (!record) return std::unexpected(management_refusal(service, record.error()));
    wanted = record->current.instance_id;
  } else if (version != instance) { // a correction, which must be one of this submission
    const auto versions = service.storage.submission_versions(project, form->form_id, instance);
    if (!versions) return std::unexpected(management_refusal(service, versions.error()));
    if (std::ranges::find(*versions, version, &SubmissionVersion::instance_id) == versions->end())
      return std::unexpected(text_response(404, "This submission has no such version."));
  }
  auto submission = service.storage.submission(project, form->form_id, wanted);
  if (!submission) return std::unexpected(management_refusal(service, submission.error()));
  return std::move(*submission);
}

Response attachments(const Service& service, const Request& request) {
  auto submission = addressed_version(service, request);
  if (!submission) return std::move(submission.error());
  auto json = nlohmann::ordered_json::array();
  for (const SubmissionFile& file : submission->files) json.push_back({{"name", file.name}, {"exists", !file.sha256.empty()}});
  return json_response(200, json_text(json));
}

Response attachment(const Service& service, const Request& request) {
  auto submission = addressed_version(service, request);
  if (!submission) return std::move(submission.error());
  const auto file = std::ranges::find(submission->files, request.capture("name"), &SubmissionFile::name);
  if (file == submission->files.end()) return text_response(404, "This submission has no such attachment.");
  if (file->sha256.empty()) return text_response(404, "This attachment has not arrived yet.");
  const auto opened = service.files.open_file(file->sha256);
  if (!opened) return failure_response(service, opened.error());
  Response response{.status = 200, .headers = {}, .body = {}, .file = OpenFile(opened->descriptor, opened->size)};
  // What a collector sent is never run in a browser under this server's name.
  response.with("Content-Type", "application/octet-stream")
      .with("Content-Disposition", saved_as(file->name))
      .with("X-Content-Type-Options", "nosniff");
  response.with("ETag", "\"" + file->sha256 + "\"");
  return response;
}

} // namespace

void add_submission_file_routes(Router& router, const Service& service) {
  for (const std::string which : {"/{instance}", "/{instance}/versions/{version}"}) {
    const std::string path = "/v1/projects/{project}/forms/{form}/submissions" + which + "/attachments";
    add_management_route(router, "GET", path, answer([&service](const Request& request) { return attachments(service, request); }));
    add_management_route(router, "GET", path + "/{name}",
                         answer([&service](const Request& request) { return attachment(service, request); }));
  }
}

} // namespace pilotage::endpoint
