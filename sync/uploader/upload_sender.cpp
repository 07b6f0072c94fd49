#include "sync/uploader/upload_sender.h"

#include "sync/protocol/headers.h"
#include "sync/protocol/multipart_writer.h"
#include "sync/protocol/tus.h"
#include "sync/uploader/attachment_file.h"
#include "sync/uploader/openrosa_request.h"

#include <algorithm>
#include <chrono>

namespace pilotage::sync {

namespace {

using Stopwatch = std::chrono::steady_clock;

constexpr std::uint64_t kFirstPiece = std::uint64_t{256} << 10;
// libcurl asks before it sends more than this ("Expect: 100-continue"), which costs a round trip.
constexpr std::uint64_t kLargestPiece = std::uint64_t{1} << 20;
constexpr std::chrono::seconds kQuick{4};
constexpr int kMostStumbles = 5;

bool speaks_tus(const HttpResponse& response) { return response.header(kTusResumableHeader) == kTusVersion; }

bool is_success_of_upload(const HttpResponse& response) { return response.status >= 200 && response.status < 300 && speaks_tus(response); }

// What a plain post may get through, or explains better.
bool may_go_by_post(const HttpResponse& response) {
  switch (response.status) {
  case 400:
  case 404:
  case 405:
  case 410:
  case 412:
  case 413:
  case 415:
  case 501: return true;
  default: return false;
  }
}

// Without a word of tus it was something else that answered; 405, 412, 415 and 501 are said of every upload.
UploadEnd by_post(const HttpResponse& response) {
  const bool of_this_one = response.status == 400 || response.status == 404 || response.status == 410 || response.status == 413;
  return UploadByPost{.for_all = !of_this_one || !speaks_tus(response)};
}

UploadEnd end_of(const HttpResponse& response) {
  if (may_go_by_post(response)) return by_post(response);
  return UploadRefused{response};
}

HttpRequest tus_request(std::string method, std::string url, std::int64_t now) {
  auto request = openrosa_request(std::move(method), std::move(url), now);
  request.headers.emplace_back(kTusResumableHeader, kTusVersion);
  return request;
}

} // namespace

UploadSender::UploadSender(HttpClient& http, const Server& server, Outbox& outbox, const UploaderOptions& options, const OutboxItem& item,
                           const OutboxAttachment& attachment, const SendProgress& progress, const AnswersWait& answers_wait)
    : http_(http), server_(server), outbox_(outbox), options_(options), item_(item), attachment_(attachment), progress_(progress),
      answers_wait_(answers_wait), upload_(attachment.upload), furthest_(attachment.upload.offset), piece_bytes_(kFirstPiece) {
  if (!is_ours(upload_.url)) upload_ = {}; // the project has another address, or another token, than when it began
}

std::uint64_t UploadSender::gained() const { return upload_.offset - std::min(upload_.offset, attachment_.upload.offset); }

bool UploadSender::is_ours(const std::string& url) const { return url.starts_with(url_under(server_, "uploads/")); }

Result<UploadEnd> UploadSender::send() {
  while (stumbles_ < kMostStumbles) {
    auto step = upload_.url.empty() ? create() : offset_is_sure_ ? send_piece() : ask_offset();
    if (!step) return std::unexpected(step.error());
    if (*step) return **std::move(step);
    if (gained() == 0) continue; // each turn brings at least a piece
    const auto wait = answers_wait_();
    if (!wait) return std::unexpected(wait.error());
    if (*wait) return UploadGivesWay{};
  }
  return Error{ErrorCode::server_error, "The server and this computer cannot agree how much of \"" + attachment_.name +
                                            "\" has arrived. It is tried again by itself."};
}

// POST …/uploads: without bytes, because an answer that gets lost would leave no address to go on at.
UploadSender::Step UploadSender::create() {
  if (auto sound = check_file(); !sound) return sound.error();
  auto request = tus_request("POST", url_under(server_, "uploads"), options_.now());
  request.headers.emplace_back(kUploadLengthHeader, std::to_string(attachment_.size));
  request.headers.emplace_back(kUploadMetadataHeader,
                               write_upload_metadata(metadata_of({.form_id = item_.form_id,
                                                                  .instance_id = item_.instance_id,
                                                                  .submission_sha256 = item_.sha256,
                                                                  .name = attachment_.name,
                                                                  .sha256 = attachment_.sha256,
                                                                  .content_type = content_type_of(attachment_.name)})));
  const auto response = http_.send(server_, request);
  if (!response) return response.error();
  if (is_success_of_upload(*response)) return take_address(*response);
  return end_of(*response);
}

UploadSender::Step UploadSender::take_address(const HttpResponse& response) {
  if (!response.header(kReceiptHeader).empty()) return UploadComplete{response}; // it was there already
  auto url = url_on_server(server_, resolved_url(response.url, response.header("Location")));
  if (!url || !is_ours(*url)) return UploadByPost{.for_all = true};
  upload_ = {.url = *std::move(url), .offset = 0};
  if (auto noted = outbox_.note_upload(item_.id, attachment_.name, upload_); !noted) return std::unexpected(noted.error());
  offset_is_sure_ = true;
  return std::nullopt;
}

UploadSender::Step UploadSender::ask_offset() {
  const auto response = http_.send(server_, tus_request("HEAD", upload_.url, options_.now()));
  if (!response) return response.error();
  if (is_success_of_upload(*response)) return take_offset(*response);
  const bool is_gone =
      response->status == 404 || response->status == 410 || response->status == 409 || response->status == kChecksumMismatch;
  if (is_gone && speaks_tus(*response)) return begin_anew();
  return end_of(*response);
}

// The server's word of how much it has, after HEAD and after PATCH.
UploadSender::Step UploadSender::take_offset(const HttpResponse& response) {
  const auto offset = read_upload_number(response.header(kUploadOffsetHeader), kUploadOffsetHeader);
  if (!offset || *offset > attachment_.size) return begin_anew();
  if (*offset == attachment_.size && !response.header(kReceiptHeader).empty()) {
    upload_.offset = *offset;
    return UploadComplete{response};
  }
  if (*offset == attachment_.size) return ask_again(); // all is there, and its receipt is not
  if (*offset > furthest_)
    stumbles_ = 0;
  else if (*offset < upload_.offset || (offset_is_sure_ && *offset == upload_.offset)) // less than it had, or a piece that brought nothing
    ++stumbles_;
  furthest_ = std::max(furthest_, *offset);
  upload_.offset = *offset;
  offset_is_sure_ = true;
  if (auto noted = outbox_.note_upload(item_.id, attachment_.name, upload_); !noted) return std::unexpected(noted.error());
  return std::nullopt;
}

UploadSender::Step UploadSender::begin_anew() {
  ++stumbles_;
  upload_ = {};
  offset_is_sure_ = false;
  if (auto noted = outbox_.note_upload(item_.id, attachment_.name, upload_); !noted) return std::unexpected(noted.error());
  return std::nullopt;
}

UploadSender::Step UploadSender::ask_again() {
  ++stumbles_;
  offset_is_sure_ = false;
  return std::nullopt;
}

UploadSender::Step UploadSender::send_piece() {
  auto piece = next_piece();
  if (!piece) return piece.error();
  const auto began = Stopwatch::now();
  const auto response = patch(*std::move(piece));
  if (!response) return response.error();
  if (is_success_of_upload(*response)) {
    if (Stopwatch::now() - began < kQuick) piece_bytes_ = std::min(2 * piece_bytes_, kLargestPiece);
    return take_offset(*response);
  }
  if (!speaks_tus(*response)) return end_of(*response);
  switch (response->status) {
  case 409:                                   // it goes on elsewhere, or another request goes on with it
  case kChecksumMismatch: return ask_again(); // the piece is dropped, or all of it
  case 404:
  case 410: return begin_anew();
  default: return end_of(*response);
  }
}

// A file that is not what it was would be refused only after its last byte.
Result<void> UploadSender::check_file() const {
  const auto file = AttachmentFile::open(attachment_.file, attachment_.name);
  if (!file) return std::unexpected(file.error());
  Hasher hasher(HashKind::sha256);
  std::string piece(kLargestPiece, '\0');
  for (std::uint64_t at = 0;;) {
    const auto got = file->read(at, piece.data(), piece.size());
    if (!got) return std::unexpected(got.error());
    if (*got == 0) break;
    hasher.add(std::string_view(piece).substr(0, *got));
    at += *got;
  }
  if (hasher.finish() == attachment_.sha256) return {};
  return file->changed("is not what it was");
}

Result<std::string> UploadSender::next_piece() const {
  const auto file = AttachmentFile::open(attachment_.file, attachment_.name);
  if (!file) return std::unexpected(file.error());
  std::string piece(static_cast<std::size_t>(std::min(piece_bytes_, attachment_.size - upload_.offset)), '\0');
  if (auto read = file->read_all(upload_.offset, piece.data(), piece.size()); !read) return std::unexpected(read.error());
  return piece;
}

Result<HttpResponse> UploadSender::patch(std::string piece) {
  auto request = tus_request("PATCH", upload_.url, options_.now());
  request.headers.emplace_back(kUploadOffsetHeader, std::to_string(upload_.offset));
  request.headers.emplace_back(kUploadChecksumHeader, write_upload_checksum({.kind = HashKind::sha256, .hex = sha256_hex(piece)}));
  const MultipartBody body{.content_type = kUploadContentType, .segments = {{.bytes = std::move(piece)}}};
  request.body = &body;
  request.body_once = true;
  request.progress = [&](std::uint64_t sent) {
    if (progress_)
      progress_({.sent = upload_.offset + std::min(sent, body.size()), .total = attachment_.size, .resumed = attachment_.upload.offset});
  };
  return http_.send(server_, request);
}

} // namespace pilotage::sync
