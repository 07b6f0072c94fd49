#include "sync/endpoint/upload_completion.h"

#include <fmt/format.h>

#include <algorithm>

#include "sync/endpoint/submission_answer.h"
#include "sync/protocol/headers.h"

namespace pilotage::endpoint {

namespace {

// The submission with this attachment, and nothing else, as new in it.
NewSubmission with_attachment(Submission submission, const UploadRecord& record) {
  NewSubmission again{.project = record.project,
                      .form_id = std::move(submission.form_id),
                      .form_version = std::move(submission.form_version),
                      .instance_id = std::move(submission.instance_id),
                      .deprecated_id = {},
                      .xml = std::move(submission.xml),
                      .sha256 = std::move(submission.sha256),
                      .token_id = record.creator,
                      .device_id = {},
                      .files = {}};
  for (SubmissionFile& file : submission.files)
    if (file.name == record.attachment.name)
      again.files.push_back(
          {.name = file.name, .sha256 = record.attachment.sha256, .content_type = record.attachment.content_type, .size = record.length});
  return again;
}

Result<Submission> submission_of(const Service& service, ProjectId project, const sync::AttachmentUpload& attachment) {
  auto submission = service.storage.submission(project, attachment.form_id, attachment.instance_id);
  if (submission && submission->sha256 != attachment.submission_sha256)
    return fail(ErrorCode::not_found, "There is other content under this instanceID.");
  return submission;
}

std::string receipt_in(const Response& response) {
  for (const auto& [name, value] : response.headers)
    if (name == sync::kReceiptHeader) return value;
  return {};
}

Response came_wrong() {
  return text_response(sync::kChecksumMismatch,
                       "The bytes that came are not those that were announced. The upload is dropped; begin anew.");
}

Result<void> hand_over(const Service& service, const StagedUpload& upload) {
  auto file = service.files.receive();
  if (!file) return std::unexpected(file.error());
  if (auto read = upload.read_all([&](std::string_view piece) { return (*file)->append(piece); }); !read) return read;
  if ((*file)->seal() != upload.record().attachment.sha256) return fail(ErrorCode::damaged, "Other bytes than announced.");
  return service.files.keep(std::move(*file));
}

void finish_upload(const Service& service, StagedUpload& upload, Response& stored, const Completed& done) {
  std::string receipt = receipt_in(stored);
  if (receipt.empty()) { // 409: other bytes came first
    upload.remove();
    return done(std::unexpected(std::move(stored)));
  }
  if (auto completed = upload.complete(receipt); !completed) return done(std::unexpected(failure_response(service, completed.error())));
  done(std::move(receipt));
}

} // namespace

void complete_known_upload(const Service& service, const std::shared_ptr<StagedUpload>& upload, Completed done) {
  auto submission = submission_of(service, upload->record().project, upload->record().attachment);
  if (!submission && submission.error().code == ErrorCode::not_found) {
    upload->remove();
    return done(std::unexpected(text_response(410, "The response that this attachment belongs to is not here any more.")));
  }
  if (!submission) return done(std::unexpected(failure_response(service, submission.error())));
  NewSubmission again = with_attachment(std::move(*submission), upload->record());
  const SubmissionIdentity identity{
      .instance_id = again.instance_id, .form_id = again.form_id, .form_version = again.form_version, .sha256 = again.sha256};
  service.storage.submit(std::move(again), [&service, upload, identity, done = std::move(done)](Result<StoredSubmission> stored) {
    if (!stored) return done(std::unexpected(failure_response(service, stored.error())));
    // Not on the storage's thread: the receipt waits for the disk.
    service.workers.post([&service, upload, done, answer = std::make_shared<Response>(stored_response(identity, *stored))] {
      finish_upload(service, *upload, *answer, done);
    });
  });
}

void complete_upload(const Service& service, const std::shared_ptr<StagedUpload>& upload, Completed done) {
  if (auto receipt = upload->receipt()) return done(std::move(*receipt));
  if (!upload->begin_completion()) {
    Response busy = text_response(423, "All of it has come and is being stored. Ask again in a moment.");
    busy.with("Retry-After", "1");
    return done(std::unexpected(std::move(busy)));
  }
  if (auto receipt = upload->receipt()) return done(std::move(*receipt)); // between the first look and the lock
  const auto kept = hand_over(service, *upload);
  if (!kept && kept.error().code == ErrorCode::damaged) {
    upload->remove();
    return done(std::unexpected(came_wrong()));
  }
  if (!kept) return done(std::unexpected(failure_response(service, kept.error())));
  complete_known_upload(service, upload, std::move(done));
}

std::expected<Wanted, Response> wanted(const Service& service, ProjectId project, const sync::AttachmentUpload& attachment) {
  const auto submission = submission_of(service, project, attachment);
  if (!submission && submission.error().code == ErrorCode::not_found)
    return std::unexpected(text_response(404, "The response that this attachment belongs to is not here. Send the response first."));
  if (!submission) return std::unexpected(failure_response(service, submission.error()));
  const auto file = std::ranges::find(submission->files, attachment.name, &SubmissionFile::name);
  if (file == submission->files.end()) return std::unexpected(undeclared(attachment.name));
  if (file->sha256.empty() || file->taken_over) return Wanted::yes;
  if (file->sha256 == attachment.sha256) return Wanted::has_it;
  return std::unexpected(text_response(
      409, fmt::format("The attachment \"{}\" of this response came before with other content. The first one stays.", attachment.name)));
}

} // namespace pilotage::endpoint
