// GET …/results: the feed of accepted submissions for coordinators (sync/protocol/feed.h).
#include <algorithm>
#include <charconv>

#include "sync/endpoint/access.h"
#include "sync/endpoint/openrosa.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/endpoint/storage/submission_files.h"
#include "sync/protocol/feed.h"
#include "sync/protocol/headers.h"
#include "sync/protocol/names.h"

namespace pilotage::endpoint {

namespace {

// Keeps a page well below what a puller accepts, whatever the JSON escapes add.
constexpr std::size_t kPageBytes = std::size_t{8} << 20;

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

// Earlier versions of this server took any text for a file's name, without end, and larger files where the host said so. A puller refuses
// the whole page for one of them: they are left out, and what is here goes before what is awaited.
std::vector<sync::FeedAttachment> attachments_of(std::vector<SubmissionFile> files) {
  std::erase_if(files, [](const SubmissionFile& file) {
    return !sync::checked_attachment_name(file.name, "feed") || file.size > sync::kMaxAttachmentBytes;
  });
  if (files.size() > sync::kMaxAttachments) {
    std::ranges::stable_partition(files, [](const SubmissionFile& file) { return !file.sha256.empty(); });
    files.resize(sync::kMaxAttachments);
  }
  std::vector<sync::FeedAttachment> attachments;
  for (SubmissionFile& file : files)
    attachments.push_back({.name = std::move(file.name), .sha256 = std::move(file.sha256), .size = file.size});
  return attachments;
}

sync::FeedItem item_of(Submission submission) {
  return {.sequence = static_cast<std::uint64_t>(submission.position),
          .instance_id = std::move(submission.instance_id),
          .form_id = std::move(submission.form_id),
          .form_version = std::move(submission.form_version),
          .submitted_at = iso_time(submission.submitted_at),
          .sha256 = std::move(submission.sha256),
          .xml = std::move(submission.xml),
          .attachments = attachments_of(std::move(submission.files))};
}

Response results(const Service& service, const Request& request) {
  auto caller = authorize(service.storage, request, Act::read_results);
  if (!caller) return std::move(caller.error());
  const std::string_view cursor = request.query_value("after").value_or("");
  const auto after = cursor.empty() ? std::optional<std::int64_t>(0) : number_in(cursor);
  if (!after) return text_response(400, "The parameter \"after\" must be a cursor that this server gave.");
  const auto limit = number_in(request.query_value("limit").value_or("500"));
  if (!limit || *limit == 0) return text_response(400, "The parameter \"limit\" must be a number from 1 to 10000.");
  const std::string_view form_id = request.query_value("form").value_or("");
  const auto rows = std::min<std::size_t>(static_cast<std::size_t>(*limit), sync::kMaxFeedItems);
  if (!form_id.empty())
    if (const auto form = service.storage.form(caller->project, form_id); !form && form.error().code == ErrorCode::not_found)
      return text_response(404, "This project has no such form.");
  auto found = service.storage.submissions_after(caller->project, form_id, *after, rows + 1, kPageBytes);
  if (!found) return failure_response(service, found.error());
  sync::FeedPage page{.items = {}, .next = std::string(cursor), .more = false};
  std::size_t bytes = 0;
  for (Submission& submission : *found) {
    bytes += page_bytes(submission);
    if (page.items.size() == rows) break;
    page.next = std::to_string(submission.position);
    page.items.push_back(item_of(std::move(submission)));
  }
  page.more = found->size() > rows || bytes >= kPageBytes;
  return json_response(200, sync::write_feed_page(page));
}

} // namespace

void add_results_routes(Router& router, const Service& service) {
  add_openrosa_route(router, service, "GET", "/results", answer([&service](const Request& request) { return results(service, request); }));
}

} // namespace pilotage::endpoint
