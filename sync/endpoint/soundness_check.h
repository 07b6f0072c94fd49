// Looks whether all that an endpoint holds is whole and fits together, while it serves: the database itself, the counters and places of the
// feed, the hash of every submission and of every attachment, and what names something that is not there.
#pragma once

#include <string>
#include <vector>

#include "sync/endpoint/storage/attachment_store.h"
#include "sync/endpoint/storage/storage.h"

namespace pilotage::endpoint {

struct Finding {
  std::string what;   // and where
  std::string remedy; // what to do
};

struct Soundness {
  std::vector<Finding> findings; // at most some dozens of a kind
  std::uint64_t submissions = 0;
  std::uint64_t files = 0;
  std::uint64_t unnamed_files = 0; // that nothing refers to: left by posts that were cut off; no fault
};

// Errors: what keeps the check from being made.
Result<Soundness> check_soundness(Storage& storage, const AttachmentStore& files);

} // namespace pilotage::endpoint
