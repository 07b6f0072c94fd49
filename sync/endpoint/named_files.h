// The attachments that a database names: of submissions, forms, drafts and test submissions. Functions on one connection; they throw
// DatabaseFailure.
#pragma once

#include <functional>
#include <string>

#include "sync/endpoint/storage/database.h"

namespace pilotage::endpoint {

// Each hash once, in their order, with the size that the database knows.
void each_named_file(Database& database, const std::function<void(const std::string& sha256, std::uint64_t size)>& see);

} // namespace pilotage::endpoint
