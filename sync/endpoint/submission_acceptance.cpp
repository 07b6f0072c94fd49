#include "sync/endpoint/submission_acceptance.h"

#include "sync/endpoint/submission_answer.h"
#include "sync/endpoint/submission_document.h"
#include "sync/protocol/content_hash.h"

namespace pilotage::endpoint {

Response refusal_of(const Service& service, const Error& error) {
  switch (error.code) {
  case ErrorCode::malformed:
  case ErrorCode::unsupported:
  case ErrorCode::invalid_value: return text_response(400, error.message);
  case ErrorCode::limit_exceeded: return text_response(413, error.message);
  default: return failure_response(service, error);
  }
}

std::expected<SubmissionDocument, Response> read_submission(const Service& service, std::string_view xml) {
  auto document = SubmissionDocument::read(xml);
  if (!document) return std::unexpected(refusal_of(service, document.error()));
  return std::move(*document);
}

std::expected<NewSubmission, Response> fitted(const SubmissionDocument& document, const Storage::FormTarget& target, std::string xml) {
  if (target.state == FormState::closed) return std::unexpected(form_is_closed(document));
  if (target.encrypted && !document.encrypted())
    return std::unexpected(text_response(400, "This form takes encrypted responses only. Download the form again; it has the key."));
  NewSubmission submission{.project = 0,
                           .form_id = document.form_id(),
                           .form_version = document.version(),
                           .instance_id = document.instance_id(),
                           .deprecated_id = document.deprecated_id(),
                           .xml = {},
                           .sha256 = sync::sha256_hex(xml),
                           .token_id = {},
                           .device_id = {},
                           .files = {}};
  auto names = document.file_names(target.upload_paths);
  if (!names) return std::unexpected(text_response(400, names.error().message)); // not 413: smaller posts do not help
  for (std::string& name : *names) submission.files.push_back({.name = std::move(name), .sha256 = {}, .content_type = {}, .size = 0});
  submission.xml = std::move(xml);
  return submission;
}

const Result<Storage::FormTarget>& FormTargets::of(const std::string& form_id, const std::string& version) {
  const std::pair key(form_id, version);
  auto found = targets_.find(key);
  if (found == targets_.end()) found = targets_.emplace(key, storage_.form_target(project_, form_id, version)).first;
  return found->second;
}

std::expected<NewSubmission, Response> accept_submission(const Service& service, const Caller& caller, FormTargets& targets,
                                                         std::string xml, std::string device_id) {
  auto document = read_submission(service, xml);
  if (!document) return std::unexpected(std::move(document.error()));
  if (!has_form(caller.token, document->form_id())) return std::unexpected(form_not_assigned());
  const Result<Storage::FormTarget>& target = targets.of(document->form_id(), document->version());
  if (!target && target.error().code == ErrorCode::not_found) return std::unexpected(no_such_form(*document, target.error()));
  if (!target) return std::unexpected(failure_response(service, target.error()));
  auto submission = fitted(*document, *target, std::move(xml));
  if (!submission) return submission;
  submission->project = caller.project;
  submission->token_id = caller.token.id;
  submission->device_id = std::move(device_id);
  return submission;
}

std::expected<NewSubmission, Response> accept_submission(const Service& service, const Caller& caller, std::string xml,
                                                         std::string device_id) {
  FormTargets targets(service.storage, caller.project);
  return accept_submission(service, caller, targets, std::move(xml), std::move(device_id));
}

std::string device_of(const Request& request) {
  constexpr std::size_t kLongest = 255;
  return std::string(request.query_value("deviceID").value_or("").substr(0, kLongest));
}

void store_submission(const Service& service, NewSubmission submission, Storage::Done done) {
  service.metrics.submission_begins();
  service.storage.submit(std::move(submission), [&service, done = std::move(done)](Result<StoredSubmission> stored) {
    service.metrics.submission_ends(stored);
    try {
      done(std::move(stored));
    } catch (const std::exception& defect) {
      static_cast<void>(failure_response(service, defect_of(defect)));
    }
  });
}

} // namespace pilotage::endpoint
