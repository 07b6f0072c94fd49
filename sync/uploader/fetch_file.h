// GET into memory or into a file, with the answer's status judged and the content hashed on the way. For this folder only.
#pragma once

#include "forms/error.h"
#include "sync/protocol/content_hash.h"
#include "sync/uploader/http_client.h"
#include "sync/uploader/server.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace pilotage::sync {

struct Fetched {
  std::string bytes;
  HttpResponse response;
};

// `what` names it for people: "the form list". The server must answer 200; anything else is an Error (answer.h).
Result<Fetched> fetch_bytes(HttpClient& http, const Server& server, const std::string& url, std::size_t max_bytes, const std::string& what);

struct FetchedFile {
  std::string hash; // of the kind asked for
  std::uint64_t size = 0;
};

enum class FileLies {
  on_server,
  anywhere, // the URL, and where it leads, may be on another origin (elsewhere.h); an Error then names that host
};

// The same into `file`, which is written and closed when this returns, and removed when it fails.
Result<FetchedFile> fetch_file(HttpClient& http, const Server& server, const std::string& url, std::uint64_t max_bytes, HashKind hash,
                               const std::filesystem::path& file, const std::string& what, FileLies lies = FileLies::on_server);

} // namespace pilotage::sync
