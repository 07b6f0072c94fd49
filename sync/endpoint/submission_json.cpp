#include "sync/endpoint/submission_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/endpoint/actor_json.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/endpoint/submission_meta.h"

namespace pilotage::endpoint {

namespace {

using nlohmann::ordered_json;

ordered_json number_or_null(ActorId id) { return id == 0 ? ordered_json(nullptr) : ordered_json(id); }

} // namespace

ordered_json version_json(const SubmissionVersion& version, bool is_current, bool extended) {
  ordered_json json = {{"instanceId", version.instance_id},
                       {"submitterId", number_or_null(version.submitter.id)},
                       {"deviceId", text_or_null(version.device_id)},
                       {"createdAt", iso_time(version.submitted_at)},
                       {"instanceName", text_or_null(meta_value(version.xml, "instanceName"))},
                       {"current", is_current},
                       {"formVersion", version.form_version}};
  if (extended && version.submitter.id != 0) json["submitter"] = actor_json(version.submitter);
  return json;
}

ordered_json submission_json(const SubmissionRecord& record, bool extended) {
  const std::int64_t changed = changed_at(record);
  ordered_json json = {{"instanceId", record.first.instance_id},
                       {"submitterId", number_or_null(record.first.submitter.id)},
                       {"deviceId", text_or_null(record.first.device_id)},
                       {"createdAt", iso_time(record.first.submitted_at)},
                       {"updatedAt", changed == 0 ? ordered_json(nullptr) : ordered_json(iso_time(changed))},
                       {"reviewState", text_or_null(name(record.review))},
                       {"edits", record.edits},
                       {"currentVersion", version_json(record.current, true, extended)}};
  if (extended && record.first.submitter.id != 0) json["submitter"] = actor_json(record.first.submitter);
  return json;
}

ordered_json remark_json(const Remark& remark, bool extended) {
  ordered_json json = {{"body", remark.body}, {"actorId", number_or_null(remark.actor.id)}, {"createdAt", iso_time(remark.created_at)}};
  if (extended && remark.actor.id != 0) json["actor"] = actor_json(remark.actor);
  return json;
}

std::int64_t changed_at(const SubmissionRecord& record) {
  return std::max(record.reviewed_at.value_or(0), record.edits > 0 ? record.current.submitted_at : 0);
}

ordered_json text_or_null(std::string_view text) { return text.empty() ? ordered_json(nullptr) : ordered_json(text); }

std::string json_text(const ordered_json& json) { return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace); }

} // namespace pilotage::endpoint
