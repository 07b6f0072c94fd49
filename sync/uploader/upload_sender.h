// Sends one attachment by tus 1.0.0 to our endpoint, for a submission that is there already. The upload's address is in the outbox before
// its first byte leaves, so that after a cut, a kill or a restart it goes on where the endpoint's copy ends.
//
// The bytes go in pieces, each with its checksum: what was damaged on the way is sent again and nothing else. A piece is small enough to
// leave within the idle time-out on the slowest links, and grows where the link is fast. Between two pieces answers may go first. For this
// folder only; one object, one upload.
#pragma once

#include "sync/uploader/http_client.h"
#include "sync/uploader/outbox.h"
#include "sync/uploader/send_progress.h"
#include "sync/uploader/uploader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace pilotage::sync {

// The server has all of it; its answer carries the receipt.
struct UploadComplete {
  HttpResponse response;
};
// A plain post may bring it, or says more exactly what is wrong.
struct UploadByPost {
  bool for_all = false; // the server, or something before it, does not take uploads at all
};
// Judged like the answer to a post.
struct UploadRefused {
  HttpResponse response;
};
// Answers wait, and the upload has come on: the rest another time.
struct UploadGivesWay {};
// Error: no answer came, the file cannot be read, or the two ends cannot agree.
using UploadEnd = std::variant<UploadComplete, UploadByPost, UploadRefused, UploadGivesWay, Error>;

class UploadSender {
public:
  // All must outlive the object.
  UploadSender(HttpClient& http, const Server& server, Outbox& outbox, const UploaderOptions& options, const OutboxItem& item,
               const OutboxAttachment& attachment, const SendProgress& progress, const AnswersWait& answers_wait);

  // An Error is the outbox's.
  Result<UploadEnd> send();

  // How many bytes more the server has than the outbox knew before.
  std::uint64_t gained() const;

private:
  // nullopt: go on with what is known now.
  using Step = Result<std::optional<UploadEnd>>;

  HttpClient& http_;
  const Server& server_;
  Outbox& outbox_;
  const UploaderOptions& options_;
  const OutboxItem& item_;
  const OutboxAttachment& attachment_;
  const SendProgress& progress_;
  const AnswersWait& answers_wait_;
  OutboxUpload upload_;
  bool offset_is_sure_ = false; // the server said it in this attempt
  std::uint64_t furthest_ = 0;
  int stumbles_ = 0; // answers in a row that brought nothing on
  std::uint64_t piece_bytes_;

  Step create();
  Step ask_offset();
  Step send_piece();
  Step take_address(const HttpResponse& response);
  Step take_offset(const HttpResponse& response);
  Step begin_anew();
  Step ask_again();
  bool is_ours(const std::string& url) const;
  Result<void> check_file() const;
  Result<std::string> next_piece() const;
  Result<HttpResponse> patch(std::string piece);
};

} // namespace pilotage::sync
