// What happens to a submission's attachments when the same response comes again: those that were missing are taken, and those that nobody
// has named before; those that differ are not. Pure functions.
#pragma once

#include <vector>

#include "sync/endpoint/storage/records.h"

namespace pilotage::endpoint {

// Takes from `came` into stored.files what was missing there and returns it; names in stored.conflicting_files what came with other bytes.
// Where that would be more files than a submission may have, takes nothing and makes the outcome too_many_files.
std::vector<SubmissionFile> fill_in(StoredSubmission& stored, const std::vector<SubmissionFile>& came);

// How much of a page of the feed it takes up: its XML, and the list of its files.
std::size_t page_bytes(const Submission& submission);

} // namespace pilotage::endpoint
