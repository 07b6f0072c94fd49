// Pulls results from our endpoint after a cursor, for coordinators: pages of submissions, and single attachments. Needs a server
// that announces the extension "results"; another server gives unsupported. Blocking; call it on a worker thread.
#pragma once

#include "forms/error.h"
#include "sync/protocol/feed.h"
#include "sync/uploader/http_client.h"
#include "sync/uploader/server.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace pilotage::sync {

// One page after query.after.
Result<FeedPage> fetch_feed_page(HttpClient& http, const Server& server, const FeedQuery& query);

// All pages after query.after, each handed to `take`, which stores the items and page.next in one transaction; its Error ends the
// pull. Returns how many items came. A pull that breaks off goes on from the last cursor that was stored.
Result<std::uint64_t> pull_feed(HttpClient& http, const Server& server, FeedQuery query,
                                const std::function<Result<void>(const FeedPage&)>& take);

// One attachment into a file, checked against its size and SHA-256; the file appears whole or not at all.
Result<void> fetch_attachment(HttpClient& http, const Server& server, const FeedItem& item, const FeedAttachment& attachment,
                              const std::filesystem::path& file);

} // namespace pilotage::sync
