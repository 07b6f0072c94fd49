// The OpenRosaResponse envelope: what a server says about a submission, to a person (message, nature) and, as some
// servers do, to a program (submissionMetadata). The status code decides what happens; this is what is shown.
#pragma once

#include "forms/error.h"

#include <string>
#include <string_view>

namespace pilotage::sync {

struct SubmissionResponse {
  std::string message = {}; // plain text for people
  std::string nature = {};  // OpenRosa's message nature, e.g. "submit_success", "error"; may be empty

  // From submissionMetadata, where the server gives it; else empty.
  std::string instance_id = {};
  std::string form_id = {};
  std::string form_version = {};
  std::string submitted_at = {}; // ISO 8601

  bool operator==(const SubmissionResponse&) const = default;
};

std::string write_submission_response(const SubmissionResponse& response);

// malformed when it is not an OpenRosaResponse. The texts are cut to 2,000 bytes at a character's border.
Result<SubmissionResponse> read_submission_response(std::string_view xml);

// Whether such a body shows that the server itself wrote it, and no proxy before it: an envelope, or JSON as ODK Central and our endpoint
// (`message` and a numeric `code`) or KoboToolbox (`detail`) give their errors.
bool is_word_of_server(std::string_view body);

// The sentence for people in an answer's body of whatever kind: the envelope's message, the `message` of a JSON object (ODK
// Central, our endpoint), or a short plain text. HTML and everything else give "". At most 500 bytes on one line.
std::string message_for_people(std::string_view body);

} // namespace pilotage::sync
