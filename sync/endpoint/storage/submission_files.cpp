#include "sync/endpoint/storage/submission_files.h"

#include <string_view>
#include <unordered_map>

#include "sync/protocol/headers.h"

namespace pilotage::endpoint {

namespace {

constexpr std::size_t kFileBytes = 128; // of a file on a page, beside its name

} // namespace

std::vector<SubmissionFile> fill_in(StoredSubmission& stored, const std::vector<SubmissionFile>& came) {
  std::vector<const SubmissionFile*> here; // most repeats bring nothing
  for (const SubmissionFile& file : came)
    if (!file.sha256.empty()) here.push_back(&file);
  if (here.empty()) return {};

  stored.files.reserve(stored.files.size() + here.size()); // the names that are looked up stay where they are
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < stored.files.size(); ++i) places.emplace(stored.files[i].name, i);
  std::size_t unknown = 0;
  for (const SubmissionFile* file : here) unknown += places.contains(file->name) ? 0 : 1;
  if (unknown > 0 && stored.files.size() + unknown > sync::kMaxAttachments) {
    stored.outcome = Stored::too_many_files;
    return {};
  }

  std::vector<SubmissionFile> taken;
  for (const SubmissionFile* file : here) {
    const auto found = places.find(file->name);
    if (found == places.end()) {
      stored.files.push_back(*file);
    } else if (SubmissionFile& known = stored.files[found->second]; known.sha256.empty()) {
      known = *file;
    } else {
      if (known.sha256 != file->sha256) stored.conflicting_files.push_back(file->name);
      continue;
    }
    taken.push_back(*file);
  }
  return taken;
}

std::size_t page_bytes(const Submission& submission) {
  std::size_t bytes = submission.xml.size();
  for (const SubmissionFile& file : submission.files) bytes += file.name.size() + kFileBytes;
  return bytes;
}

} // namespace pilotage::endpoint
