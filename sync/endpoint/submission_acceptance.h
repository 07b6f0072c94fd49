// Checks one submission's XML against its form and makes the record to store, whichever way it came: in a post, or in a batch.
#pragma once

#include <expected>
#include <map>
#include <string>
#include <utility>

#include "sync/endpoint/access.h"
#include "sync/endpoint/http/response.h"
#include "sync/endpoint/service.h"
#include "sync/endpoint/submission_document.h"

namespace pilotage::endpoint {

// What the forms of one request demand, each asked for once. One thread at a time.
class FormTargets {
public:
  FormTargets(Storage& storage, ProjectId project) : storage_(storage), project_(project) {}
  const Result<Storage::FormTarget>& of(const std::string& form_id, const std::string& version);

private:
  Storage& storage_;
  const ProjectId project_;
  std::map<std::pair<std::string, std::string>, Result<Storage::FormTarget>> targets_;
};

// Its files are those that the XML names, none of them here yet. A refusal: 400, 404, 409, 413, or a failure of ours.
std::expected<NewSubmission, Response> accept_submission(const Service& service, const Caller& caller, FormTargets& targets,
                                                         std::string xml, std::string device_id);
// The same for a request of one submission.
std::expected<NewSubmission, Response> accept_submission(const Service& service, const Caller& caller, std::string xml,
                                                         std::string device_id);

// The two halves of it, for what does not go to a published form.
std::expected<SubmissionDocument, Response> read_submission(const Service& service, std::string_view xml);
std::expected<NewSubmission, Response> fitted(const SubmissionDocument& document, const Storage::FormTarget& target, std::string xml);

// The status and sentence for what is wrong with a body.
Response refusal_of(const Service& service, const Error& error);

// Which device the request says that it comes from: ?deviceID=, its first 255 bytes.
std::string device_of(const Request& request);

// Hands it to the storage, counted.
void store_submission(const Service& service, NewSubmission submission, Storage::Done done);

} // namespace pilotage::endpoint
