// Forms and submissions to store.
#pragma once

#include <string>

#include "sync/endpoint/storage/storage.h"

namespace pilotage::tests {

endpoint::FormVersion a_form(endpoint::ProjectId project, const std::string& form_id = "visit", const std::string& version = "1");
endpoint::AccessToken a_token(endpoint::ProjectId project, const std::string& name);
// Of the form "visit"; other answers make other content.
endpoint::NewSubmission a_submission(endpoint::ProjectId project, int number, const std::string& answer = "yes");
endpoint::SubmissionFile a_file(const std::string& name, const std::string& content = {}); // without content: it has not come

std::string instance(int number);

// Waits for the outcome.
Result<endpoint::StoredSubmission> submit(endpoint::Storage& storage, endpoint::NewSubmission submission);

} // namespace pilotage::tests
