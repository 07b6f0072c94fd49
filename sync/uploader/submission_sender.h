// Sends one submission: as many posts as it takes, and uploads where the server speaks tus (upload_sender.h), each answer judged and its
// consequence written to the outbox at once. What was accepted is never asked for again; what was not answered is sent again byte for byte.
// For this folder only.
#pragma once

#include "sync/uploader/answer.h"
#include "sync/uploader/outbox.h"
#include "sync/uploader/post_plan.h"
#include "sync/uploader/send_progress.h"
#include "sync/uploader/server_probe.h"
#include "sync/uploader/uploader.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

namespace pilotage::sync {

enum class SendEnd {
  sent,         // the server has everything; the receipt is stored
  answers_sent, // the XML and the small attachments are there; large ones follow
  gives_way,    // a part of the large ones has come on; answers that wait go first
  parked,
  waiting,   // the item has a retry time; the run goes on
  run_stops, // nothing is wrong with the item: the run cannot go on
  cancelled,
};

struct SendReport {
  SendEnd end = SendEnd::sent;
  AnswerMeans means = AnswerMeans::accepted;
  std::optional<SendFailure> failure = {};
  std::optional<std::int64_t> retry_after_ms = {};
  std::int64_t retry_time = 0;  // of a waiting item
  std::uint64_t sent_bytes = 0; // of accepted posts, and what uploads gained
  bool link_failed = false;     // no answer came: probe before the next post
  bool doubted = false;         // something else than the server may have answered: probe before the next post
};

class SubmissionSender {
public:
  // `sent_anew` keeps the items whose files all went once more, because the server lacked some of them: once is enough to know.
  SubmissionSender(HttpClient& http, const Server& server, Outbox& outbox, const UploaderOptions& options, std::set<std::string>& sent_anew)
      : http_(http), server_(server), outbox_(outbox), options_(options), sent_anew_(sent_anew), small_bytes_(options.small_bytes) {}

  // In the answers lane no attachment goes along, however small it is. So it is by itself where an earlier attempt failed.
  void leave_files() { small_bytes_ = 0; }

  // `facts.accept_bytes` shrinks when the server finds a post too large; `facts.extensions.tus` falls when it takes no uploads after all.
  // An Error is the outbox's.
  Result<SendReport> send(OutboxItem item, Lane lane, ServerFacts& facts, const SendProgress& progress, const AnswersWait& answers_wait);

  // What follows from an answer to the item's XML alone, which came in a batch. Attachments that are missing are left for their lane.
  Result<SendReport> conclude(OutboxItem item, const HttpResponse& response);

private:
  HttpClient& http_;
  const Server& server_;
  Outbox& outbox_;
  const UploaderOptions& options_;
  std::set<std::string>& sent_anew_;
  std::uint64_t small_bytes_;        // attachments up to this size go with the answers
  std::uint64_t gained_bytes_ = 0;   // by the last post or upload
  std::uint64_t narrowed_bytes_ = 0; // what one post may carry where earlier ones failed; 0: all
  bool server_is_there_ = false;     // a probe said so after a refusal that was doubted

  // What one post or one upload did: the report of the whole, or nothing where there is more to send.
  using Step = Result<std::optional<SendReport>>;

  Step upload(OutboxItem& item, OutboxAttachment& attachment, ServerFacts& facts, bool& by_posts, const SendProgress& progress,
              const AnswersWait& answers_wait);
  void narrow(const OutboxItem& item, const PostLimits& limits);
  Step send_post(OutboxItem& item, Lane lane, ServerFacts& facts, std::optional<std::uint64_t> small_bytes, const SendProgress& progress);
  Result<HttpResponse> post(const PlannedPost& planned, const std::string& url, const SendProgress& progress);
  Step accept(OutboxItem& item, const PlannedPost& planned, const HttpResponse& response, Lane lane);
  Step send_anew(OutboxItem& item);
  Step doubt(const OutboxItem& item, Answer answer, ServerFacts& facts);
  Result<SendReport> refuse(const OutboxItem& item, Answer answer);
  Result<SendReport> fail_without_answer(const OutboxItem& item, const Error& error);
  Result<SendReport> park(const OutboxItem& item, SendFailure failure);
  Result<SendReport> retry_later(const OutboxItem& item, SendFailure failure, std::int64_t delay_ms);
  std::int64_t delay_of(const OutboxItem& item, const Answer& answer) const;
};

} // namespace pilotage::sync
