// What stands beside the answers of a submission, by its path in OData: "__system/submissionDate". Pure functions.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sync/endpoint/storage/review_storage.h"

namespace pilotage::endpoint {

// A value of one record. Moments (milliseconds since 1970) and numbers are numbers; null is neither.
struct ODataValue {
  enum class Kind { null, number, text };
  Kind kind = Kind::null;
  std::int64_t number = 0;
  std::string text = {};

  static ODataValue of(std::int64_t number) { return {.kind = Kind::number, .number = number}; }
  static ODataValue of(std::string_view text) { return {.kind = Kind::text, .text = std::string(text)}; }
};

using ODataField = std::function<ODataValue(const SubmissionRecord&)>;

// submitterId, submissionDate, updatedAt, reviewState and deletedAt (always null: nothing that is deleted is listed) in __system, also from
// the root of a table of repeats ("$root/Submissions/…"). nullopt: any other path.
std::optional<ODataField> odata_field(std::string_view path);

} // namespace pilotage::endpoint
