// What a sender is told of its post, in words that a person understands. Pure functions.
#pragma once

#include <optional>
#include <string>

#include "sync/endpoint/http/response.h"
#include "sync/endpoint/storage/records.h"
#include "sync/endpoint/submission_document.h"
#include "sync/protocol/receipt.h"

namespace pilotage::endpoint {

struct SubmissionIdentity {
  std::string instance_id;
  std::string form_id;
  std::string form_version;
  std::string sha256;
};

sync::Receipt receipt_of(const SubmissionIdentity& identity, const StoredSubmission& stored);
// 409 where other content stands under this instanceID, or under the name of an attachment; 400 for a circle of corrections or too many
// files; nothing where all is well.
std::optional<Response> refusal_of(const StoredSubmission& stored);
// 201 with the envelope and the receipt, or the refusal. `unnamed`: the files that came with it and that its XML does not name.
Response stored_response(const SubmissionIdentity& identity, const StoredSubmission& stored, const std::vector<std::string>& unnamed = {});

Response too_large(std::uint64_t limit);                                           // 413
Response no_such_form(const SubmissionDocument& document, const Error& not_found); // 404
Response form_is_closed(const SubmissionDocument& document);                       // 409
Response undeclared(const std::string& attachment);                                // 400
Response too_many_files();                                                         // 400

} // namespace pilotage::endpoint
