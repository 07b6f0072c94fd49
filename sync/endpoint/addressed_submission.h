// The form and the submission that a request's address names ({project}, {form}, {instance}), for somebody who may do this with the
// submissions of the project. A refusal says what is not there or not allowed. Any thread.
#pragma once

#include <expected>
#include <string>

#include "sync/endpoint/access.h"
#include "sync/endpoint/form_fields.h"
#include "sync/endpoint/service.h"

namespace pilotage::endpoint {

struct AddressedForm {
  Caller caller;
  std::string form_id;
};
std::expected<AddressedForm, Response> addressed_form(const Service& service, const Request& request, Act act);

// The version that was published last, and its questions.
std::expected<FormVersion, Response> current_version(const Service& service, const AddressedForm& form);
std::expected<FormField, Response> fields_of(const Service& service, const AddressedForm& form);

struct AddressedSubmission {
  Caller caller;
  std::string form_id;
  SubmissionRecord record;
};
// `instance_id` is that of the first version, as in all addresses of ODK Central.
std::expected<AddressedSubmission, Response> addressed_submission(const Service& service, const Request& request, Act act,
                                                                  std::string_view instance_id);

} // namespace pilotage::endpoint
