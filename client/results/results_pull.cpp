#include "client/results/results_pull.h"

#include "client/store/results_mirror.h"
#include "sync/protocol/names.h"
#include "sync/uploader/feed_client.h"

namespace pilotage::results {

namespace {

constexpr std::size_t kMaxFormBytes = std::size_t{64} << 20;

store::MirroredSubmission mirrored(const sync::FeedItem& item) {
  store::MirroredSubmission submission{.instance_id = item.instance_id,
                                       .sequence = static_cast<std::int64_t>(item.sequence),
                                       .form_version = item.form_version,
                                       .xml = item.xml,
                                       .received_at = item.submitted_at,
                                       .attachments = {}};
  for (const sync::FeedAttachment& attachment : item.attachments)
    submission.attachments.push_back(
        {.name = attachment.name, .sha256 = attachment.sha256, .size = static_cast<std::int64_t>(attachment.size)});
  return submission;
}

Result<int> add_page(store::ResultsMirror& mirror, const std::string& source, const std::string& form_id, const sync::FeedPage& page) {
  std::vector<store::MirroredSubmission> submissions;
  for (const sync::FeedItem& item : page.items) submissions.push_back(mirrored(item));
  return mirror.add(source, form_id, submissions, page.next);
}

// The form that the columns come from. One that the endpoint has withdrawn stays as it was pulled before.
Result<void> refresh_form(store::ResultsMirror& mirror, sync::HttpClient& http, const sync::Server& server, const std::string& source,
                          const std::string& form_id) {
  const auto response = http.send(
      server, {.url = sync::url_under(server, "forms/" + sync::percent_encode(form_id) + ".xml"), .max_answer_bytes = kMaxFormBytes});
  if (!response) return std::unexpected(response.error());
  if (response->status == 200 && response->body.contains("<")) return mirror.keep_form(source, form_id, response->body);
  if (mirror.form(source, form_id)) return {};
  return fail(ErrorCode::not_found,
              "The server does not give the questionnaire of these results (it answered " + std::to_string(response->status) +
                  "). Check the form's id, and ask the host whether it is published.",
              form_id);
}

} // namespace

std::string mirror_source(const sync::Server& server) {
  std::string address = sync::url_for_people(server.url);
  while (address.ends_with('/')) address.pop_back();
  return address;
}

std::string project_address(std::string_view url) {
  const auto parts = sync::parse_url(url);
  if (!parts || parts->target != "/") return std::string(url);
  return std::string(url.substr(0, url.find_last_not_of('/') + 1)) + "/v1/projects/1";
}

Result<PullSummary> pull_results(store::Store& store, sync::HttpClient& http, const sync::Server& server, const std::string& form_id) {
  store::ResultsMirror mirror(store);
  const std::string source = mirror_source(server);
  const auto cursor = mirror.cursor(source, form_id);
  if (!cursor) return std::unexpected(cursor.error());
  PullSummary summary;
  const auto pulled =
      sync::pull_feed(http, server, {.form_id = form_id, .after = *cursor}, [&](const sync::FeedPage& page) -> Result<void> {
        const auto added = add_page(mirror, source, form_id, page);
        if (!added) return std::unexpected(added.error());
        summary.fresh += *added;
        return {};
      });
  if (!pulled) return std::unexpected(pulled.error());
  if (auto refreshed = refresh_form(mirror, http, server, source, form_id); !refreshed) return std::unexpected(refreshed.error());
  const auto total = mirror.count(source, form_id);
  if (!total) return std::unexpected(total.error());
  summary.total = *total;
  return summary;
}

} // namespace pilotage::results
