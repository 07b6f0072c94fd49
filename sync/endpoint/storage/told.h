// Telling a sender what became of its submission.
#pragma once

#include <exception>
#include <utility>

#include "sync/endpoint/storage/storage.h"

namespace pilotage::endpoint {

// False where the sender threw: it keeps no other from being told, and the reply that it drops answers for itself.
inline bool told(const Storage::Done& done, Result<StoredSubmission> stored) {
  try {
    done(std::move(stored));
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

} // namespace pilotage::endpoint
