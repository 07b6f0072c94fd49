#include "sync/endpoint/submission_answer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sync/endpoint/storage/identity.h"
#include "sync/protocol/headers.h"
#include "sync/protocol/submission_response.h"

namespace pilotage::endpoint {

namespace {

std::string sentence(const StoredSubmission& stored, const std::vector<std::string>& unnamed) {
  std::vector<std::string> missing;
  for (const SubmissionFile& file : stored.files)
    if (file.sha256.empty()) missing.push_back(file.name);
  std::string text =
      stored.outcome == Stored::first ? "The response is stored." : "The response was stored before; nothing has changed in it.";
  if (!unnamed.empty()) text += fmt::format(" Kept with it, though it does not name them: {}.", fmt::join(unnamed, ", "));
  if (!missing.empty()) text += fmt::format(" Still to come: {}.", fmt::join(missing, ", "));
  return text;
}

} // namespace

sync::Receipt receipt_of(const SubmissionIdentity& identity, const StoredSubmission& stored) {
  const auto here = std::ranges::count_if(stored.files, [](const SubmissionFile& file) { return !file.sha256.empty(); });
  return {.instance_id = identity.instance_id,
          .sha256 = identity.sha256,
          .sequence = static_cast<std::uint64_t>(stored.sequence),
          .attachments = static_cast<std::uint32_t>(here)};
}

std::optional<Response> refusal_of(const StoredSubmission& stored) {
  if (stored.outcome == Stored::circle)
    return text_response(400, "The response says that it corrects itself, directly or through other responses (deprecatedID).");
  if (stored.outcome == Stored::superseded)
    return text_response(409, "Another correction of the same version is stored already, and would be hidden by this one. Nothing of this "
                              "one is stored: correct the newest version instead.");
  if (stored.outcome == Stored::too_many_files) return too_many_files();
  if (stored.outcome == Stored::other_content)
    return text_response(
        409, "Another response with the same instanceID and other content is stored already. Nothing was changed: both stay as they are.");
  if (!stored.conflicting_files.empty())
    return text_response(409, fmt::format("Attachments of this response came before with other content: {}. The first ones stay.",
                                          fmt::join(stored.conflicting_files, ", ")));
  return std::nullopt;
}

Response stored_response(const SubmissionIdentity& identity, const StoredSubmission& stored, const std::vector<std::string>& unnamed) {
  if (auto refused = refusal_of(stored)) return std::move(*refused);
  Response response{.status = 201, .headers = {}, .body = {}, .file = {}};
  response.body = sync::write_submission_response({.message = sentence(stored, unnamed),
                                                   .nature = "submit_success",
                                                   .instance_id = identity.instance_id,
                                                   .form_id = identity.form_id,
                                                   .form_version = identity.form_version,
                                                   .submitted_at = iso_time(stored.submitted_at)});
  response.with("Content-Type", "text/xml; charset=utf-8");
  response.with(sync::kReceiptHeader, sync::write_receipt(receipt_of(identity, stored)));
  return response;
}

Response too_large(std::uint64_t limit) {
  return text_response(413, fmt::format("One post may carry {} bytes at most. Send the attachments in several posts.", limit));
}

Response no_such_form(const SubmissionDocument& document, const Error& not_found) {
  if (not_found.where == document.form_id())
    return text_response(
        404, fmt::format("This project has no form \"{}\". Ask the coordinator which project it belongs to.", document.form_id()));
  return text_response(404, fmt::format("The form \"{}\" has no version \"{}\" on this server. Ask the coordinator to publish it.",
                                        document.form_id(), document.version()));
}

Response form_is_closed(const SubmissionDocument& document) {
  return text_response(409, fmt::format("The form \"{}\" is closed and takes no more responses. Keep the response and ask the coordinator.",
                                        document.form_id()));
}

Response undeclared(const std::string& attachment) {
  return text_response(
      400, fmt::format("The response names no attachment \"{}\". An attachment must bear the name that the XML gives it.", attachment));
}

Response too_many_files() {
  return text_response(400, fmt::format("With these files the response would have more than {}, which is more than one response may have. "
                                        "Nothing of this post is stored.",
                                        sync::kMaxAttachments));
}

} // namespace pilotage::endpoint
