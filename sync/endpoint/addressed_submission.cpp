#include "sync/endpoint/addressed_submission.h"

#include "sync/endpoint/management.h"

namespace pilotage::endpoint {

std::expected<AddressedForm, Response> addressed_form(const Service& service, const Request& request, Act act) {
  auto caller = authorize(service.storage, request, act);
  if (!caller) return std::unexpected(std::move(caller.error()));
  const std::string_view form_id = request.capture("form");
  if (!has_form(caller->token, form_id)) return std::unexpected(form_not_assigned());
  const auto form = service.storage.form(caller->project, form_id);
  if (!form) return std::unexpected(management_refusal(service, form.error()));
  if (act == Act::read_forms && !may_read(caller->token, *form)) return std::unexpected(closed_to_collectors());
  return AddressedForm{.caller = std::move(*caller), .form_id = std::string(form_id)};
}

std::expected<FormVersion, Response> current_version(const Service& service, const AddressedForm& form) {
  const auto summary = service.storage.form(form.caller.project, form.form_id);
  if (!summary) return std::unexpected(management_refusal(service, summary.error()));
  auto version = service.storage.form_version(form.caller.project, form.form_id, summary->version);
  if (!version) return std::unexpected(management_refusal(service, version.error()));
  return std::move(*version);
}

std::expected<FormField, Response> fields_of(const Service& service, const AddressedForm& form) {
  auto version = current_version(service, form);
  if (!version) return std::unexpected(std::move(version.error()));
  auto root = read_form_fields(version->xform);
  if (!root) return std::unexpected(failure_response(service, root.error()));
  return std::move(*root);
}

std::expected<AddressedSubmission, Response> addressed_submission(const Service& service, const Request& request, Act act,
                                                                  std::string_view instance_id) {
  auto form = addressed_form(service, request, act);
  if (!form) return std::unexpected(std::move(form.error()));
  auto record = service.storage.submission_record(form->caller.project, form->form_id, instance_id);
  if (!record) return std::unexpected(management_refusal(service, record.error()));
  return AddressedSubmission{.caller = std::move(form->caller), .form_id = std::move(form->form_id), .record = std::move(*record)};
}

} // namespace pilotage::endpoint
