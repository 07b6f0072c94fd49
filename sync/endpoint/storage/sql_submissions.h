// The rows of submissions and their attachments. Functions on one connection; they throw DatabaseFailure.
#pragma once

#include <string_view>
#include <vector>

#include "sync/endpoint/storage/database.h"
#include "sync/endpoint/storage/records.h"

namespace pilotage::endpoint {

// False where its instance is there already; then nothing has changed.
bool insert_submission(Database& database, const NewSubmission& submission, std::int64_t sequence, std::int64_t now);
// Where the file is there already, it is replaced.
inline constexpr std::string_view kPutFile =
    "INSERT INTO submission_file (project_id, instance_id, name, sha256, content_type, size) VALUES (?,?,?,?,?,?) "
    "ON CONFLICT (project_id, instance_id, name) DO UPDATE SET sha256=excluded.sha256, content_type=excluded.content_type, "
    "size=excluded.size";
void put_file(Database& database, ProjectId project, std::string_view instance_id, const SubmissionFile& file);
std::vector<SubmissionFile> files_of(Database& database, ProjectId project, std::string_view instance_id); // by name

} // namespace pilotage::endpoint
