// Reading an open file to its end in pieces. Any thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "forms/error.h"
#include "sync/endpoint/storage/attachment_store.h"

namespace pilotage::endpoint {

// Closes the file. Errors: io; those of `take`.
Result<void> read_to_end(AttachmentStore::Opened file, const std::function<Result<void>(std::string_view)>& take);
// The SHA-256 of all of it; closes the file.
Result<std::string> sha256_of(AttachmentStore::Opened file);

} // namespace pilotage::endpoint
