#include "sync/endpoint/submission_exchange.h"

#include <fmt/format.h>

#include <algorithm>

#include "sync/endpoint/submission_acceptance.h"
#include "sync/endpoint/submission_answer.h"
#include "sync/protocol/headers.h"
#include "sync/protocol/names.h"

namespace pilotage::endpoint {

namespace {

// The name as the XML has it where a browser or ODK Collect wrote the part's header: a quote comes as %22 from them.
std::string with_quotes(std::string name) {
  constexpr std::string_view kQuote = "%22";
  for (auto at = name.find(kQuote); at != std::string::npos; at = name.find(kQuote, at + 1)) name.replace(at, kQuote.size(), 1, '"');
  return name;
}

} // namespace

SubmissionExchange::SubmissionExchange(const Service& service, Caller caller, sync::MultipartReader reader, const Request& request)
    : service_(service), caller_(std::move(caller)), reader_(std::move(reader)), device_id_(device_of(request)), xml_(request.body_memory) {
}

std::optional<Response> SubmissionExchange::receive(std::string_view piece) {
  received_ += piece.size();
  if (received_ > service_.post_bytes) return too_large(service_.post_bytes);
  if (auto fed = reader_.feed(piece, *this); !fed) return refusal_of(service_, fed.error());
  return std::nullopt;
}

Result<void> SubmissionExchange::begin_part(const sync::MultipartHeader& header) {
  if (header.name == sync::kXmlPartName) {
    if (std::exchange(has_xml_, true)) return fail(ErrorCode::malformed, "The post has two parts named xml_submission_file.");
    part_ = Part::xml;
    return {};
  }
  if (header.name == sync::kIncompletePartName) {
    part_ = Part::incomplete_mark;
    return {};
  }
  auto name = sync::checked_attachment_name(header.filename.value_or(header.name), "attachment");
  if (!name) return fail(ErrorCode::malformed, "An attachment has a name that is not a plain file name: " + name.error().message);
  if (attachments_.size() >= sync::kMaxAttachments)
    return fail(ErrorCode::limit_exceeded, "The post has too many attachments. Send them in several posts.");
  if (std::ranges::find(attachments_, *name, &Attachment::filename) != attachments_.end())
    return fail(ErrorCode::malformed, fmt::format("The attachment \"{}\" stands in the post twice.", *name));
  auto file = service_.files.receive();
  if (!file) return std::unexpected(file.error());
  attachments_.push_back(
      {.field = header.name, .filename = std::move(*name), .content_type = header.content_type.substr(0, 255), .file = std::move(*file)});
  part_ = Part::attachment;
  return {};
}

Result<void> SubmissionExchange::part_bytes(std::string_view bytes) {
  if (part_ == Part::attachment) return attachments_.back().file->append(bytes);
  if (part_ != Part::xml) return {};
  if (xml_.bytes().size() + bytes.size() > sync::kMaxSubmissionXmlBytes)
    return fail(ErrorCode::limit_exceeded,
                fmt::format("The XML of a response may have {} MB at most.", sync::kMaxSubmissionXmlBytes >> 20));
  return xml_.append(bytes);
}

Result<void> SubmissionExchange::end_part() {
  if (part_ == Part::attachment) attachments_.back().file->seal();
  part_ = Part::none;
  return {};
}

void SubmissionExchange::finish(Reply reply) {
  if (auto whole = reader_.finish(); !whole) return reply(refusal_of(service_, whole.error()));
  auto submission = accept();
  if (!submission) return reply(std::move(submission.error()));
  if (attachments_.empty()) return store(std::move(*submission), std::move(reply));
  auto shared = std::make_shared<NewSubmission>(std::move(*submission));
  service_.workers.post([this, shared, reply = std::move(reply)] {
    if (auto kept = keep_attachments(); !kept) return reply(failure_response(service_, kept.error()));
    store(std::move(*shared), reply);
  });
}

std::expected<NewSubmission, Response> SubmissionExchange::accept() {
  if (!has_xml_) return std::unexpected(text_response(400, "The post has no part named xml_submission_file."));
  auto submission = accept_xml(xml_.take());
  if (!submission) return submission;
  if (auto refused = match_attachments(*submission)) return std::unexpected(std::move(*refused));
  return submission;
}

std::expected<NewSubmission, Response> SubmissionExchange::accept_xml(std::string xml) {
  return accept_submission(service_, caller_, std::move(xml), device_id_);
}

// The file of this name that the XML names and no part of this post has brought yet; null where there is none.
SubmissionFile* SubmissionExchange::awaited(NewSubmission& submission, const std::string& name) {
  const auto found = std::ranges::find(submission.files, name, &SubmissionFile::name);
  return found == submission.files.end() || !found->sha256.empty() ? nullptr : &*found;
}

// A part is known by its file's name or by its field's name, whichever the XML names: clients differ. What neither names is kept under its
// file's name.
std::optional<Response> SubmissionExchange::match_attachments(NewSubmission& submission) {
  const auto take = [](SubmissionFile& into, const Attachment& attachment) {
    into.sha256 = attachment.file->sha256();
    into.size = attachment.file->size();
    into.content_type = attachment.content_type;
  };
  std::vector<const Attachment*> others;
  for (const Attachment& attachment : attachments_) {
    if (SubmissionFile* file = awaited(submission, attachment.filename))
      take(*file, attachment);
    else
      others.push_back(&attachment);
  }
  for (const Attachment* attachment : others) {
    SubmissionFile* file = awaited(submission, attachment->field);
    if (file == nullptr) file = awaited(submission, with_quotes(attachment->filename));
    if (file == nullptr) {
      unnamed_.push_back(attachment->filename);
      file = &submission.files.emplace_back(SubmissionFile{.name = attachment->filename, .sha256 = {}, .content_type = {}, .size = 0});
    }
    take(*file, *attachment);
  }
  if (submission.files.size() > sync::kMaxAttachments) return too_many_files();
  return std::nullopt;
}

Result<void> SubmissionExchange::keep_attachments() {
  for (Attachment& attachment : attachments_)
    if (auto kept = service_.files.keep(std::move(attachment.file)); !kept) return kept;
  return {};
}

void SubmissionExchange::store(NewSubmission submission, Reply reply) {
  SubmissionIdentity identity{.instance_id = submission.instance_id,
                              .form_id = submission.form_id,
                              .form_version = submission.form_version,
                              .sha256 = submission.sha256};
  store_submission(service_, std::move(submission),
                   [this, identity = std::move(identity), reply = std::move(reply)](Result<StoredSubmission> stored) {
                     reply(stored ? stored_response(identity, *stored, unnamed()) : failure_response(service_, stored.error()));
                   });
}

} // namespace pilotage::endpoint
