#include "sync/endpoint/storage/submission_files.h"

#include <algorithm>

namespace pilotage::endpoint {

std::vector<SubmissionFile> fill_in(StoredSubmission& stored, const std::vector<SubmissionFile>& came) {
  std::vector<SubmissionFile> taken;
  for (const SubmissionFile& file : came) {
    const auto known = std::ranges::find(stored.files, file.name, &SubmissionFile::name);
    if (file.sha256.empty() || known == stored.files.end() || known->sha256 == file.sha256) continue;
    if (!known->sha256.empty()) {
      stored.conflicting_files.push_back(file.name);
      continue;
    }
    *known = file;
    taken.push_back(file);
  }
  return taken;
}

} // namespace pilotage::endpoint
