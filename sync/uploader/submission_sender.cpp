#include "sync/uploader/submission_sender.h"

#include "sync/protocol/headers.h"
#include "sync/protocol/receipt.h"
#include "sync/uploader/openrosa_request.h"
#include "sync/uploader/upload_sender.h"

#include <algorithm>
#include <random>
#include <utility>

namespace pilotage::sync {

namespace {

constexpr std::int64_t kDayMs = 24LL * 3'600'000;
// 423: another process of the server holds this record, for seconds.
constexpr Backoff kSoon{.first_ms = 5'000, .longest_ms = 60'000};

std::string fresh_boundary() {
  std::random_device source;
  std::string bytes;
  for (int i = 0; i < 16; ++i) bytes += static_cast<char>(source() & 0xff);
  return make_boundary(bytes);
}

bool only_large_ones_are_missing(const OutboxItem& item, std::uint64_t small_bytes) {
  return std::ranges::all_of(item.attachments,
                             [&](const auto& attachment) { return attachment.accepted || attachment.size > small_bytes; });
}

// The attachment to upload next: nothing while small ones are missing, which go by post.
OutboxAttachment* next_upload(OutboxItem& item, std::uint64_t small_bytes) {
  if (!only_large_ones_are_missing(item, small_bytes)) return nullptr;
  const auto found = std::ranges::find(item.attachments, false, &OutboxAttachment::accepted);
  return found == item.attachments.end() ? nullptr : &*found;
}

SendFailure failure_of(const Error& error, std::int64_t now) { return {.code = error.code, .message = error.message, .at = now}; }

// An endpoint that gives receipts always does: whatever stands in between has shortened its answer.
Answer without_receipt(std::int64_t now, int status) {
  return {.means = AnswerMeans::retry,
          .failure = {.code = ErrorCode::server_error,
                      .message =
                          "The server's answer came without its receipt. Whether it has the response is not known; it is sent again by "
                          "itself, which is safe.",
                      .at = now,
                      .status = status},
          .retry_after_ms = {}};
}

// Whether what the receipt lacks may be files that came with earlier posts: another server had them then, or this one has been restored
// from an older backup since.
bool lacks_earlier_files(const Receipt& receipt, const OutboxItem& item, const PlannedPost& planned) {
  return planned.last && receipt.attachments < item.attachments.size() && planned.attachments.size() < item.attachments.size() &&
         receipt.instance_id == item.instance_id && receipt.sha256 == item.sha256;
}

// What the receipt of a server that gives one says against the post having arrived as it was sent, or "".
std::string fault_of_receipt(const Receipt& receipt, const OutboxItem& item, const PlannedPost& planned) {
  if (receipt.instance_id != item.instance_id || receipt.sha256 != item.sha256)
    return "The server confirmed other content than was sent. The response is kept here; show this message to the host.";
  if (planned.last && receipt.attachments < item.attachments.size())
    return "The server stored " + std::to_string(receipt.attachments) + " of " + std::to_string(item.attachments.size()) +
           " attachments; the form does not ask for the others. Everything is kept here; show this message to the host.";
  return {};
}

} // namespace

Result<HttpResponse> SubmissionSender::post(const PlannedPost& planned, const std::string& url, const SendProgress& progress) {
  auto request = openrosa_request("POST", url, options_.now());
  request.body = &planned.body;
  const auto total = planned.body.size();
  request.progress = [&](std::uint64_t sent) {
    if (progress) progress({.sent = std::min(sent, total), .total = total});
  };
  return http_.send(server_, request);
}

Result<SendReport> SubmissionSender::send(OutboxItem item, Lane lane, ServerFacts& facts, const SendProgress& progress,
                                          const AnswersWait& answers_wait) {
  http_.forget_last(); // a file may be found changed before anything is sent
  if (lane == Lane::answers && item.broke_off) leave_files();
  std::uint64_t sent_bytes = 0;
  bool by_posts = false; // the server knows better than by an upload what is wrong with this one
  while (true) {
    const bool uploads = facts.extensions.tus && !by_posts;
    auto* large = uploads && lane == Lane::attachments && item.xml_accepted ? next_upload(item, small_bytes_) : nullptr;
    const auto small_bytes = uploads || lane == Lane::answers ? std::optional(small_bytes_) : std::nullopt;
    auto step = large != nullptr ? upload(item, *large, facts, by_posts, progress, answers_wait)
                                 : send_post(item, lane, facts, small_bytes, progress);
    if (!step) return std::unexpected(step.error());
    sent_bytes += std::exchange(gained_bytes_, 0);
    if (*step) {
      (*step)->sent_bytes = sent_bytes;
      return **std::move(step);
    }
    if (lane == Lane::answers || sent_bytes == 0) continue;
    const auto wait = answers_wait();
    if (!wait) return std::unexpected(wait.error());
    if (*wait) return SendReport{.end = SendEnd::gives_way, .sent_bytes = sent_bytes};
  }
}

// The link may break under what is large: with each attempt that failed a post carries half as much, down to one file.
void SubmissionSender::narrow(const OutboxItem& item, const PostLimits& limits) {
  constexpr std::uint32_t kMostHalvings = 20;
  const auto whole = plan_post(item, limits, fresh_boundary()).body.size();
  narrowed_bytes_ = std::max<std::uint64_t>(whole >> std::min(item.attempts, kMostHalvings), 1);
}

SubmissionSender::Step SubmissionSender::send_post(OutboxItem& item, Lane lane, ServerFacts& facts,
                                                   std::optional<std::uint64_t> small_bytes, const SendProgress& progress) {
  PostLimits limits{.post_bytes = facts.accept_bytes, .small_bytes = small_bytes};
  if (item.broke_off && narrowed_bytes_ == 0) narrow(item, limits);
  if (narrowed_bytes_ > 0) limits.post_bytes = limits.post_bytes > 0 ? std::min(limits.post_bytes, narrowed_bytes_) : narrowed_bytes_;
  const auto planned = plan_post(item, limits, fresh_boundary());
  auto response = post(planned, facts.submission_url, progress);
  if (!response) return fail_without_answer(item, response.error());

  auto answer = judge_submission_answer(*response, options_.now());
  if (answer.means == AnswerMeans::accepted && facts.extensions.receipts && response->header(kReceiptHeader).empty())
    answer = without_receipt(options_.now(), response->status);
  if (answer.means == AnswerMeans::accepted) {
    gained_bytes_ = planned.body.size();
    return accept(item, planned, *response, lane);
  }
  const std::size_t parts = planned.attachments.size() + (item.xml_accepted ? 0 : 1);
  if (answer.means == AnswerMeans::smaller_posts && parts > 1) {
    facts.accept_bytes = planned.body.size() / 2;
    return std::nullopt;
  }
  if (answer.means == AnswerMeans::doubted) return doubt(item, std::move(answer), facts);
  return refuse(item, std::move(answer));
}

SubmissionSender::Step SubmissionSender::upload(OutboxItem& item, OutboxAttachment& attachment, ServerFacts& facts, bool& by_posts,
                                                const SendProgress& progress, const AnswersWait& answers_wait) {
  UploadSender sender(http_, server_, outbox_, options_, item, attachment, progress, answers_wait);
  auto end = sender.send();
  if (!end) return std::unexpected(end.error());
  gained_bytes_ = sender.gained();
  if (gained_bytes_ > 0) item.attempts = 0; // on a link that breaks often it goes on soon, as long as it comes on
  if (const auto* complete = std::get_if<UploadComplete>(&*end)) {
    const bool last = std::ranges::all_of(item.attachments, [&](const auto& other) { return other.accepted || &other == &attachment; });
    return accept(item, {.body = {}, .attachments = {attachment.name}, .last = last}, complete->response, Lane::attachments);
  }
  if (const auto* post = std::get_if<UploadByPost>(&*end)) {
    by_posts = true;
    facts.extensions.tus = !post->for_all;
    return std::nullopt;
  }
  if (std::holds_alternative<UploadGivesWay>(*end)) return SendReport{.end = SendEnd::gives_way};
  if (const auto* error = std::get_if<Error>(&*end)) return fail_without_answer(item, *error);
  auto answer = judge_submission_answer(std::get<UploadRefused>(*end).response, options_.now());
  if (answer.means != AnswerMeans::doubted) return refuse(item, std::move(answer));
  by_posts = server_is_there_; // a post tells more
  if (by_posts) return std::nullopt;
  return doubt(item, std::move(answer), facts);
}

Result<SendReport> SubmissionSender::conclude(OutboxItem item, const HttpResponse& response) {
  auto answer = judge_submission_answer(response, options_.now());
  if (answer.means != AnswerMeans::accepted) return refuse(item, std::move(answer));
  const bool complete = std::ranges::all_of(item.attachments, [](const auto& attachment) { return attachment.accepted; });
  auto report = accept(item, {.body = {}, .attachments = {}, .last = complete}, response, Lane::answers);
  if (!report) return std::unexpected(report.error());
  return (*report).value_or(SendReport{.end = SendEnd::answers_sent});
}

// nullopt: there is more to post for this item.
SubmissionSender::Step SubmissionSender::accept(OutboxItem& item, const PlannedPost& planned, const HttpResponse& response, Lane lane) {
  Receipt receipt{.instance_id = item.instance_id,
                  .sha256 = item.sha256,
                  .sequence = 0,
                  .attachments = static_cast<std::uint32_t>(item.attachments.size())};
  if (const auto header = response.header(kReceiptHeader); !header.empty()) {
    auto read = read_receipt(header);
    if (!read)
      return retry_later(item, failure_of(read.error(), options_.now()), options_.backoff.delay_ms(item.attempts + 1, options_.random));
    if (lacks_earlier_files(*read, item, planned) && sent_anew_.insert(item.id).second) return send_anew(item);
    if (const auto fault = fault_of_receipt(*read, item, planned); !fault.empty())
      return park(item, {.code = ErrorCode::conflict, .message = fault, .at = options_.now(), .status = response.status});
    receipt = *std::move(read);
  }
  if (planned.last) {
    if (auto marked = outbox_.mark_sent(item.id, receipt); !marked) return std::unexpected(marked.error());
    return SendReport{.end = SendEnd::sent};
  }
  if (auto marked = outbox_.mark_accepted(item.id, planned.attachments); !marked) return std::unexpected(marked.error());
  item.xml_accepted = true;
  for (auto& attachment : item.attachments)
    if (std::ranges::find(planned.attachments, attachment.name) != planned.attachments.end()) attachment.accepted = true;
  if (lane == Lane::answers && only_large_ones_are_missing(item, small_bytes_)) return SendReport{.end = SendEnd::answers_sent};
  return std::nullopt;
}

SubmissionSender::Step SubmissionSender::send_anew(OutboxItem& item) {
  if (auto forgotten = outbox_.forget_accepted(item.id); !forgotten) return std::unexpected(forgotten.error());
  for (auto& attachment : item.attachments) {
    attachment.accepted = false;
    attachment.upload = {};
  }
  return std::nullopt;
}

// The first time as an outage, for a proxy says the like while the server is away. From the second time on the server is asked whether it
// is there: when it is, and the answer comes again, it holds.
SubmissionSender::Step SubmissionSender::doubt(const OutboxItem& item, Answer answer, ServerFacts& facts) {
  if (server_is_there_) return refuse(item, believed(std::move(answer)));
  if (item.attempts > 0) {
    auto result = probe_server(http_, server_, options_.now());
    if (http_.was_cancelled()) return SendReport{.end = SendEnd::cancelled};
    if (auto* found = std::get_if<ServerFacts>(&result)) {
      facts.submission_url = std::move(found->submission_url);
      server_is_there_ = true;
      return std::nullopt;
    }
  }
  const auto delay = delay_of(item, answer);
  auto report = retry_later(item, std::move(answer.failure), delay);
  if (!report) return std::unexpected(report.error());
  report->doubted = true;
  return *std::move(report);
}

Result<SendReport> SubmissionSender::refuse(const OutboxItem& item, Answer answer) {
  switch (answer.means) {
  case AnswerMeans::park: return park(item, std::move(answer.failure));
  case AnswerMeans::smaller_posts:
    answer.failure.message = "One file of this response is larger than the server takes. " + answer.failure.message +
                             " Ask the host to raise the limit, then send this response again.";
    return park(item, std::move(answer.failure));
  case AnswerMeans::retry:
  case AnswerMeans::retry_soon:
  case AnswerMeans::retry_daily: {
    const auto means = answer.means;
    const auto delay = delay_of(item, answer);
    auto report = retry_later(item, std::move(answer.failure), delay);
    if (report) report->means = means;
    return report;
  }
  default: break;
  }
  return SendReport{
      .end = SendEnd::run_stops, .means = answer.means, .failure = std::move(answer.failure), .retry_after_ms = answer.retry_after_ms};
}

Result<SendReport> SubmissionSender::fail_without_answer(const OutboxItem& item, const Error& error) {
  if (http_.was_cancelled()) return SendReport{.end = SendEnd::cancelled};
  const auto failure = failure_of(error, options_.now());
  // An attachment that is gone, or not what it was, does not come back by waiting.
  if (error.code == ErrorCode::damaged) return park(item, failure);
  auto report = retry_later(item, failure, options_.backoff.delay_ms(item.attempts + 1, options_.random));
  if (report) report->link_failed = true;
  return report;
}

Result<SendReport> SubmissionSender::park(const OutboxItem& item, SendFailure failure) {
  if (auto parked = outbox_.park(item.id, failure); !parked) return std::unexpected(parked.error());
  return SendReport{.end = SendEnd::parked, .means = AnswerMeans::park, .failure = std::move(failure)};
}

Result<SendReport> SubmissionSender::retry_later(const OutboxItem& item, SendFailure failure, std::int64_t delay_ms) {
  const auto when = options_.now() + delay_ms;
  if (auto set = outbox_.retry_at(item.id, when, item.attempts + 1, failure); !set) return std::unexpected(set.error());
  return SendReport{.end = SendEnd::waiting, .means = AnswerMeans::retry, .failure = std::move(failure), .retry_time = when};
}

std::int64_t SubmissionSender::delay_of(const OutboxItem& item, const Answer& answer) const {
  const auto attempts = item.attempts + 1;
  std::int64_t delay = 0;
  switch (answer.means) {
  case AnswerMeans::retry_soon: delay = kSoon.delay_ms(attempts, options_.random); break;
  case AnswerMeans::retry_daily: delay = kDayMs; break;
  default: delay = options_.backoff.delay_ms(attempts, options_.random);
  }
  return std::max(delay, answer.retry_after_ms.value_or(0));
}

} // namespace pilotage::sync
