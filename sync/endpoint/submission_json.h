// Submissions and what people said of them as JSON, in the shapes of ODK Central's API. Pure functions.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "sync/endpoint/storage/review_storage.h"

namespace pilotage::endpoint {

// Of records and versions with their XML, where it may name them. `extended`: with the persons and laptops that sent it
// (X-Extended-Metadata).
nlohmann::ordered_json submission_json(const SubmissionRecord& record, bool extended);
nlohmann::ordered_json version_json(const SubmissionVersion& version, bool is_current, bool extended);
nlohmann::ordered_json remark_json(const Remark& remark, bool extended);

// When it was last reviewed or corrected, in milliseconds since 1970; 0: never.
std::int64_t changed_at(const SubmissionRecord& record);

// null for "".
nlohmann::ordered_json text_or_null(std::string_view text);

// The text of JSON that may hold what a sender typed.
std::string json_text(const nlohmann::ordered_json& json);

} // namespace pilotage::endpoint
