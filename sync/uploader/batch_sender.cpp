#include "sync/uploader/batch_sender.h"

#include "sync/protocol/batch.h"
#include "sync/protocol/form_dictionary.h"
#include "sync/protocol/headers.h"
#include "sync/uploader/openrosa_request.h"

#include <algorithm>

namespace pilotage::sync {

namespace {

bool is_complete(const OutboxItem& item) {
  return std::ranges::all_of(item.attachments, [](const auto& attachment) { return attachment.accepted; });
}

BatchReport stopped_by(SendReport report) { return {.reports = {}, .failure = std::move(report)}; }

// The outcome of one submission as the answer that a post of its own would have got.
HttpResponse answer_of(const BatchOutcome& outcome, const HttpResponse& response) {
  HttpResponse answer{.status = outcome.status, .url = response.url};
  answer.headers.emplace_back("x-openrosa-version", kOpenRosaVersion);
  // Our endpoint always gives a receipt: one without it is as good as unreadable.
  answer.headers.emplace_back("x-pilotage-receipt", outcome.receipt ? write_receipt(*outcome.receipt) : "none");
  answer.body = outcome.message;
  return answer;
}

bool same_ids(std::span<const OutboxItem> items, const std::vector<BatchOutcome>& outcomes) {
  return std::ranges::equal(items, outcomes, {}, &OutboxItem::instance_id, &BatchOutcome::instance_id);
}

} // namespace

bool fits_into_batch(const OutboxItem& item, std::uint64_t small_bytes) {
  return !item.fault && std::ranges::all_of(item.attachments,
                                            [&](const auto& attachment) { return attachment.accepted || attachment.size > small_bytes; });
}

Result<BatchReport> BatchSender::send(std::span<const OutboxItem> items, const BatchDictionary& dictionary, const SendProgress& progress) {
  std::vector<BatchItem> batch;
  for (const auto& item : items) batch.push_back({.instance_id = item.instance_id, .xml = item.xml, .incomplete = !is_complete(item)});
  auto bytes = write_batch(batch, dictionary.bytes);
  if (!bytes) return BatchReport{.not_spoken = true};

  MultipartBody body{.content_type = kBatchContentType, .segments = {{.bytes = *std::move(bytes)}}};
  const auto total = body.size();
  auto request = openrosa_request("POST", url_under(server_, "batch"), options_.now());
  if (!dictionary.bytes.empty()) request.headers.emplace_back(kDictionaryHeader, dictionary.name);
  request.body = &body;
  request.max_answer_bytes = kMaxListBytes;
  request.progress = [&](std::uint64_t sent) {
    if (progress) progress({.sent = std::min(sent, total), .total = total});
  };
  auto response = http_.send(server_, request);
  if (!response && http_.was_cancelled()) return stopped_by({.end = SendEnd::cancelled});
  if (!response) {
    const auto& error = response.error();
    return stopped_by({.end = SendEnd::waiting,
                       .means = AnswerMeans::retry,
                       .failure = SendFailure{.code = error.code, .message = error.message, .at = options_.now()},
                       .link_failed = true});
  }
  if (response->status == 412 && !dictionary.bytes.empty()) return BatchReport{.other_dictionary = true};
  if (response->status != 200) return failed(*response);
  auto report = conclude(items, *response);
  if (report && !report->reports.empty()) report->reports.front().sent_bytes = total;
  return report;
}

Result<BatchReport> BatchSender::conclude(std::span<const OutboxItem> items, const HttpResponse& response) {
  const auto outcomes = read_batch_answer(response.body);
  if (!outcomes || !same_ids(items, *outcomes)) return BatchReport{.not_spoken = true};
  BatchReport report;
  for (std::size_t i = 0; i < items.size(); ++i) {
    auto one = sender_.conclude(items[i], answer_of((*outcomes)[i], response));
    if (!one) return std::unexpected(one.error());
    report.reports.push_back(*std::move(one));
  }
  return report;
}

BatchReport BatchSender::failed(const HttpResponse& response) const {
  auto answer = judge_submission_answer(response, options_.now());
  switch (answer.means) {
  case AnswerMeans::credentials_needed:
  case AnswerMeans::patience:
  case AnswerMeans::not_the_server:
    return stopped_by(
        {.end = SendEnd::run_stops, .means = answer.means, .failure = std::move(answer.failure), .retry_after_ms = answer.retry_after_ms});
  case AnswerMeans::smaller_posts:
  case AnswerMeans::retry:
  case AnswerMeans::retry_soon:
    return stopped_by(
        {.end = SendEnd::waiting, .means = answer.means, .failure = std::move(answer.failure), .retry_after_ms = answer.retry_after_ms});
  default: return {.not_spoken = true}; // 400, 404, 415 …: plain posts say more exactly what is wrong
  }
}

} // namespace pilotage::sync
