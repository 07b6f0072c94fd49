// The rows of submissions and their attachments. Functions on one connection; they throw SqliteFailure.
#pragma once

#include <vector>

#include "sync/endpoint/storage/records.h"
#include "sync/endpoint/storage/sqlite_database.h"

namespace pilotage::endpoint {

void insert_submission(SqliteDatabase& database, const NewSubmission& submission, std::int64_t sequence, std::int64_t now);
void put_file(SqliteDatabase& database, ProjectId project, std::string_view instance_id, const SubmissionFile& file);
std::vector<SubmissionFile> files_of(SqliteDatabase& database, ProjectId project, std::string_view instance_id); // by name

} // namespace pilotage::endpoint
