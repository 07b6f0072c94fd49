#include "sync/endpoint/storage/submission_files.h"

#include <algorithm>

namespace pilotage::endpoint {

namespace {

constexpr std::size_t kFileBytes = 128; // of a file on a page, beside its name

} // namespace

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

std::size_t page_bytes(const Submission& submission) {
  std::size_t bytes = submission.xml.size();
  for (const SubmissionFile& file : submission.files) bytes += file.name.size() + kFileBytes;
  return bytes;
}

} // namespace pilotage::endpoint
