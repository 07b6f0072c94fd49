// The rows of submissions and their attachments. Functions on one connection; they throw DatabaseFailure.
#pragma once

#include <vector>

#include "sync/endpoint/storage/database.h"
#include "sync/endpoint/storage/records.h"

namespace pilotage::endpoint {

// False where its instance is there already; then nothing has changed.
bool insert_submission(Database& database, const NewSubmission& submission, std::int64_t sequence, std::int64_t now);
void put_file(Database& database, ProjectId project, std::string_view instance_id, const SubmissionFile& file);
std::vector<SubmissionFile> files_of(Database& database, ProjectId project, std::string_view instance_id); // by name

} // namespace pilotage::endpoint
