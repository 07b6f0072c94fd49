// An upload's record as the text of its file in the staging directory. For this folder only.
#pragma once

#include <string>
#include <string_view>

#include "sync/endpoint/upload_staging.h"

namespace pilotage::endpoint {

std::string write_upload_record(const UploadRecord& record);
// not_found when it is none: a power cut may leave it empty, and then the upload was never answered for.
Result<UploadRecord> read_upload_record(std::string_view text, std::string_view id);

} // namespace pilotage::endpoint
