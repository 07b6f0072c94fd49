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
// The response that this one corrects; "" where that is nothing, is not here, or is of another form.
std::string corrected_by(Database& database, ProjectId project, std::string_view instance_id);
// Both by name. Its own are those that came with it, and those that it awaits. Of a correction, what it awaits is the file of that name of
// what it corrects, until its own comes: who corrects a number sends no photograph again.
std::vector<SubmissionFile> own_files_of(Database& database, ProjectId project, std::string_view instance_id);
std::vector<SubmissionFile> files_of(Database& database, ProjectId project, std::string_view instance_id);
// The corrections of this response, and theirs, that have one of these files from it.
std::vector<std::string> heirs_of(Database& database, ProjectId project, std::string_view instance_id,
                                  const std::vector<SubmissionFile>& files);

} // namespace pilotage::endpoint
