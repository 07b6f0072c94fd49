#include "sync/uploader/fetch_file.h"

#include "sync/uploader/answer.h"
#include "sync/uploader/openrosa_request.h"

#include <cerrno>
#include <chrono>
#include <fstream>
#include <system_error>

namespace pilotage::sync {

namespace {

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Error write_error(const std::filesystem::path& file) {
  const bool full = errno == ENOSPC || errno == EDQUOT;
  return Error{full ? ErrorCode::disk_full : ErrorCode::io,
               full ? "The disk is full. Free some space, then sync again."
                    : "A downloaded file cannot be written. Check the disk and its permissions.",
               file.string()};
}

// An answer other than 200 that did not come from the project's server: nothing to sign in to, and no account of ours.
Error refused_elsewhere(const HttpResponse& response, const std::string& what) {
  const auto there = parse_url(response.url).value_or(UrlParts{});
  const bool may_pass = response.status == 429 || response.status >= 500;
  return Error{may_pass ? ErrorCode::server_error : ErrorCode::refused,
               "The project keeps " + what + " on another host, and " + there.host + " does not give it (status " +
                   std::to_string(response.status) + "). Ask the host of the project to put it on the project's server.",
               there.origin()};
}

// Writes what arrives and removes the file unless it was kept.
class Download {
public:
  Download(std::filesystem::path path, HashKind kind)
      : path_(std::move(path)), hasher_(kind), out_(path_, std::ios::binary | std::ios::trunc) {}
  Download(const Download&) = delete;
  Download& operator=(const Download&) = delete;
  ~Download() {
    if (kept_) return;
    out_.close();
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }

  Result<void> take(std::string_view bytes) {
    hasher_.add(bytes);
    size_ += bytes.size();
    out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!out_) return std::unexpected(write_error(path_));
    return {};
  }

  Result<FetchedFile> keep() {
    out_.close();
    if (!out_) return std::unexpected(write_error(path_));
    kept_ = true;
    return FetchedFile{.hash = hasher_.finish(), .size = size_};
  }

  bool is_open() const { return out_.is_open(); }

private:
  std::filesystem::path path_;
  Hasher hasher_;
  std::ofstream out_;
  std::uint64_t size_ = 0;
  bool kept_ = false;
};

} // namespace

Result<Fetched> fetch_bytes(HttpClient& http, const Server& server, const std::string& url, std::size_t max_bytes,
                            const std::string& what) {
  auto request = openrosa_request("GET", url, now_ms());
  request.max_answer_bytes = max_bytes;
  auto response = http.send(server, request);
  if (!response) return std::unexpected(response.error());
  if (auto error = error_of_answer(*response, what)) return std::unexpected(*std::move(error));
  std::string bytes = std::move(response->body);
  return Fetched{.bytes = std::move(bytes), .response = *std::move(response)};
}

Result<FetchedFile> fetch_file(HttpClient& http, const Server& server, const std::string& url, std::uint64_t max_bytes, HashKind hash,
                               const std::filesystem::path& file, const std::string& what, FileLies lies) {
  Download download(file, hash);
  if (!download.is_open()) return std::unexpected(write_error(file));
  auto request = openrosa_request("GET", url, now_ms());
  request.max_answer_bytes = max_bytes;
  request.elsewhere = lies == FileLies::anywhere;
  request.sink = [&](std::string_view bytes) { return download.take(bytes); };
  auto response = http.send(server, request);
  if (!response) return std::unexpected(response.error());
  if (http.was_elsewhere() && response->status != 200) return std::unexpected(refused_elsewhere(*response, what));
  if (auto error = error_of_answer(*response, what)) return std::unexpected(*std::move(error));
  return download.keep();
}

} // namespace pilotage::sync
