// What happens when the last byte of an upload has come: the attachment goes to the AttachmentStore, its submission gets it, and the
// upload keeps the receipt. Whatever is interrupted here is done again, with the same effect, by the next request that looks at the upload.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <string>

#include "sync/endpoint/http/response.h"
#include "sync/endpoint/service.h"
#include "sync/endpoint/upload_staging.h"

namespace pilotage::endpoint {

// Called once, on a worker: the receipt, or a refusal: 410 (the submission is gone), 409 (it has this attachment with other bytes), 423
// (another request completes it just now), 460 (the bytes are not those that were announced; the upload is gone), or a failure of ours.
using Completed = std::function<void(std::expected<std::string, Response>)>;

// On a worker. All bytes are there.
void complete_upload(const Service& service, const std::shared_ptr<StagedUpload>& upload, Completed done);

// The same for an attachment whose bytes its submission has already.
void complete_known_upload(const Service& service, const std::shared_ptr<StagedUpload>& upload, Completed done);

// Whether the submission that the attachment belongs to is here and wants it. A refusal: 404 (no such submission, or other content), 400
// (it names no such attachment), 409 (it has it with other bytes), or a failure of ours.
enum class Wanted { yes, has_it };
std::expected<Wanted, Response> wanted(const Service& service, ProjectId project, const sync::AttachmentUpload& attachment);

} // namespace pilotage::endpoint
