// Telling a sender what became of its submission.
#pragma once

#include <exception>
#include <utility>

#include "sync/endpoint/storage/storage.h"

namespace pilotage::endpoint {

// A sender that throws keeps no other from being told; its reply, which it drops, answers for itself.
inline void told(const Storage::Done& done, Result<StoredSubmission> stored) {
  try {
    done(std::move(stored));
  } catch (const std::exception&) {}
}

} // namespace pilotage::endpoint
