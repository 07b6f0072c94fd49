#include "sync/uploader/feed_client.h"

#include "sync/protocol/extensions.h"
#include "sync/protocol/headers.h"
#include "sync/uploader/answer.h"
#include "sync/uploader/fetch_file.h"

namespace pilotage::sync {

namespace {

Error without_results(const Server& server) {
  return Error{ErrorCode::unsupported,
               "This server does not hand out results to this program. Only a pilotage-endpoint does; use the server's own export.",
               url_for_people(server.url)};
}

} // namespace

Result<FeedPage> fetch_feed_page(HttpClient& http, const Server& server, const FeedQuery& query) {
  auto fetched = fetch_bytes(http, server, url_under(server, feed_path(query)), kMaxFeedPageBytes, "the results");
  if (!fetched) return std::unexpected(fetched.error());
  auto page = read_feed_page(fetched->bytes);
  if (page) return page;
  const bool announced = read_extensions(fetched->response.header(kExtensionsHeader)).results;
  if (announced) return page;
  const bool openrosa = !fetched->response.header(kOpenRosaVersionHeader).empty();
  return std::unexpected(openrosa ? without_results(server) : captive_portal_error(fetched->response));
}

Result<std::uint64_t> pull_feed(HttpClient& http, const Server& server, FeedQuery query,
                                const std::function<Result<void>(const FeedPage&)>& take) {
  std::uint64_t pulled = 0;
  while (true) {
    auto page = fetch_feed_page(http, server, query);
    if (!page) return std::unexpected(page.error());
    if (auto taken = take(*page); !taken) return std::unexpected(taken.error());
    pulled += page->items.size();
    if (!page->more) return pulled;
    if (page->next == query.after)
      return fail(ErrorCode::malformed, "The server's results do not move on. Tell the host.", url_for_people(server.url));
    query.after = page->next;
  }
}

Result<void> fetch_attachment(HttpClient& http, const Server& server, const FeedItem& item, const FeedAttachment& attachment,
                              const std::filesystem::path& file) {
  auto part = file;
  part += ".part";
  const std::string what = "the file \"" + attachment.name + "\"";
  auto fetched =
      fetch_file(http, server, url_under(server, attachment_path(item, attachment)), kMaxAttachmentBytes, HashKind::sha256, part, what);
  if (!fetched) return std::unexpected(fetched.error());
  std::error_code error;
  const bool intact = fetched->size == attachment.size && (attachment.sha256.empty() || fetched->hash == attachment.sha256);
  if (intact) std::filesystem::rename(part, file, error);
  if (!intact || error) {
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
  }
  if (!intact)
    return fail(ErrorCode::malformed, "The file \"" + attachment.name + "\" did not arrive as the server describes it. Pull again.");
  if (error) return fail(ErrorCode::io, "The file \"" + attachment.name + "\" cannot be stored: " + error.message() + ".", file.string());
  return {};
}

} // namespace pilotage::sync
