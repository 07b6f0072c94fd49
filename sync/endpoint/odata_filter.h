// $filter over what stands beside the answers: "__system/submissionDate ge 2026-01-01T00:00:00Z and __system/reviewState ne 'approved'"
// (OData 4.01, URL conventions 5.1.1). Comparisons with and, or, not and brackets, over submitterId, submissionDate, updatedAt,
// reviewState and deletedAt, with year(), month(), day(), hour(), minute() and second() of a date, and now().
#pragma once

#include <functional>
#include <string_view>

#include "sync/endpoint/storage/review_storage.h"

namespace pilotage::endpoint {

using ODataFilter = std::function<bool(const SubmissionRecord&)>;

// `now` in milliseconds since 1970. Errors: malformed, unsupported; the message quotes what was not understood.
Result<ODataFilter> read_odata_filter(std::string_view text, std::int64_t now);

} // namespace pilotage::endpoint
