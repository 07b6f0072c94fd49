#include "sync/endpoint/upload_record.h"

#include <nlohmann/json.hpp>

namespace pilotage::endpoint {

std::string write_upload_record(const UploadRecord& record) {
  return nlohmann::json{{"project", record.project},
                        {"creator", record.creator},
                        {"length", record.length},
                        {"metadata", sync::write_upload_metadata(sync::metadata_of(record.attachment))}}
      .dump();
}

Result<UploadRecord> read_upload_record(std::string_view text, std::string_view id) {
  const auto none = [] { return fail(ErrorCode::not_found, "There is no such upload."); };
  const auto root = nlohmann::json::parse(text, nullptr, false);
  if (!root.is_object()) return none();
  UploadRecord record{.id = std::string(id), .project = 0, .creator = {}, .length = 0, .attachment = {}};
  std::string metadata;
  try {
    root.at("project").get_to(record.project);
    root.at("creator").get_to(record.creator);
    root.at("length").get_to(record.length);
    root.at("metadata").get_to(metadata);
  } catch (const nlohmann::json::exception&) {
    return none();
  }
  const auto pairs = sync::read_upload_metadata(metadata);
  if (!pairs) return none();
  auto attachment = sync::read_attachment_upload(*pairs);
  if (!attachment) return none();
  record.attachment = *std::move(attachment);
  return record;
}

} // namespace pilotage::endpoint
