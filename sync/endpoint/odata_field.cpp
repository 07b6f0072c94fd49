#include "sync/endpoint/odata_field.h"

#include "sync/endpoint/submission_json.h"

namespace pilotage::endpoint {

std::optional<ODataField> odata_field(std::string_view path) {
  if (path.starts_with("$root/Submissions/")) path.remove_prefix(std::string_view("$root/Submissions/").size());
  if (path == "__system/submissionDate") return [](const SubmissionRecord& record) { return ODataValue::of(record.first.submitted_at); };
  if (path == "__system/updatedAt")
    return [](const SubmissionRecord& record) { return changed_at(record) == 0 ? ODataValue() : ODataValue::of(changed_at(record)); };
  if (path == "__system/submitterId")
    return [](const SubmissionRecord& record) {
      return record.first.submitter.id == 0 ? ODataValue() : ODataValue::of(record.first.submitter.id);
    };
  if (path == "__system/reviewState")
    return [](const SubmissionRecord& record) {
      return record.review == ReviewState::none ? ODataValue() : ODataValue::of(name(record.review));
    };
  if (path == "__system/deletedAt") return [](const SubmissionRecord&) { return ODataValue(); };
  return std::nullopt;
}

} // namespace pilotage::endpoint
