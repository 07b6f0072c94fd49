#include "sync/uploader/http_client.h"

#include "sync/protocol/mime_parameters.h"
#include "sync/uploader/body_reader.h"
#include "sync/uploader/certificate_verdict.h"
#include "sync/uploader/elsewhere.h"
#include "sync/uploader/transport_error.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <curl/curl.h>
#include <linux/sockios.h>
#include <optional>
#include <set>
#include <sys/ioctl.h>
#include <unistd.h>

namespace pilotage::sync {

namespace {

constexpr int kMaxRedirects = 3;
constexpr int kMaxRedirectsOfFile = 5; // what people give as the address of a file is often a share's, and leads on
constexpr std::size_t kMaxHeaderBytes = std::size_t{64} << 10;
constexpr const char* kUserAgent = "pilotage/0.1 OpenRosa/1.0";

// What stands between this computer and the server may hold a body back for so long: as if the link had this many bytes a millisecond, and
// at most so many times the idle time.
constexpr std::uint64_t kSlowestBytesPerMs = 4;
constexpr std::int64_t kMostIdleTimes = 4;

using Clock = std::chrono::steady_clock;

struct HeaderList {
  curl_slist* list = nullptr;
  HeaderList() = default;
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;
  ~HeaderList() { curl_slist_free_all(list); }
  void add(const std::string& line) { list = curl_slist_append(list, line.c_str()); }
};

// One transfer: what curl's callbacks share.
struct Transfer {
  CURL* easy = nullptr;
  const HttpRequest& request;
  HttpResponse response = {};
  std::optional<BodyReader> body = {};
  std::uint64_t received = 0;
  std::size_t header_bytes = 0;
  bool headers_ended = false;      // with their empty line
  std::optional<Error> error = {}; // ours, stronger than curl's
  Clock::time_point last_move = Clock::now();
  curl_off_t moved = 0;
  curl_off_t uploaded = 0;  // of the body, given to the system
  std::uint64_t queued = 0; // of that, not at the other end yet when it was last looked
};

bool is_success(int status) { return status >= 200 && status < 300; }

int status_of(CURL* easy) {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::string_view line(data, size * count);
  transfer.header_bytes += line.size();
  if (transfer.header_bytes > kMaxHeaderBytes) {
    transfer.error = Error{ErrorCode::limit_exceeded, "The server's answer has too many headers. Check the address."};
    return 0;
  }
  if (line.starts_with("HTTP/")) { // a new answer: after 100 Continue, or after a Digest challenge
    transfer.response.headers.clear();
    transfer.headers_ended = false;
    return line.size();
  }
  if (line == "\r\n" || line == "\n") transfer.headers_ended = true;
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return line.size();
  auto value = line.substr(colon + 1);
  const auto first = value.find_first_not_of(" \t\r\n");
  value = first == std::string_view::npos ? std::string_view() : value.substr(first, value.find_last_not_of(" \t\r\n") - first + 1);
  transfer.response.headers.emplace_back(in_lower_case(line.substr(0, colon)), value);
  return line.size();
}

std::size_t on_answer(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::string_view bytes(data, size * count);
  transfer.received += bytes.size();
  if (transfer.received > transfer.request.max_answer_bytes) {
    transfer.error =
        Error{ErrorCode::limit_exceeded, "The server's answer is larger than it may be. Check the address; the server may be faulty."};
    return CURL_WRITEFUNC_ERROR;
  }
  if (transfer.request.sink && is_success(status_of(transfer.easy))) {
    if (auto taken = transfer.request.sink(bytes); !taken) {
      transfer.error = taken.error();
      return CURL_WRITEFUNC_ERROR;
    }
  } else {
    transfer.response.body += bytes;
  }
  return bytes.size();
}

std::size_t on_body(char* buffer, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  auto got = transfer.body->read(buffer, size * count);
  if (got) return *got;
  transfer.error = got.error();
  return CURL_READFUNC_ABORT;
}

int on_seek(void* user, curl_off_t offset, int origin) {
  auto& transfer = *static_cast<Transfer*>(user);
  if (offset != 0 || origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
  if (transfer.request.body_once) return CURL_SEEKFUNC_FAIL;
  transfer.body->rewind();
  return CURL_SEEKFUNC_OK;
}

int on_progress(void* user, curl_off_t, curl_off_t down, curl_off_t, curl_off_t up) {
  auto& transfer = *static_cast<Transfer*>(user);
  if (down + up != transfer.moved) {
    transfer.moved = down + up;
    transfer.uploaded = up;
    transfer.last_move = Clock::now();
    if (transfer.request.progress) transfer.request.progress(static_cast<std::uint64_t>(up));
  }
  return 0;
}

void set_security(CURL* easy, const Server& server) {
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, server.allow_plain_http_on_loopback ? "http,https" : "https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  if (!server.ca_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, server.ca_file.c_str());
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr); // else the system's authorities are trusted beside it
  }
}

void set_credentials(CURL* easy, const Server& server) {
  if (server.auth == AuthKind::none) return;
  if (server.auth == AuthKind::bearer) {
    curl_easy_setopt(easy, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
    curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, server.password.c_str());
    return;
  }
  curl_easy_setopt(easy, CURLOPT_HTTPAUTH, static_cast<long>(server.auth == AuthKind::basic ? CURLAUTH_BASIC : CURLAUTH_DIGEST));
  curl_easy_setopt(easy, CURLOPT_USERNAME, server.username.c_str());
  curl_easy_setopt(easy, CURLOPT_PASSWORD, server.password.c_str());
}

// How long the transfer may be silent now.
std::chrono::milliseconds longest_silence(const Transfer& transfer, std::int64_t idle_ms) {
  const auto* body = transfer.request.body;
  if (body == nullptr || static_cast<std::uint64_t>(transfer.uploaded) < body->size()) return std::chrono::milliseconds(idle_ms);
  const auto on_the_way = static_cast<std::int64_t>(body->size() / kSlowestBytesPerMs);
  return std::chrono::milliseconds(idle_ms + std::min(on_the_way, kMostIdleTimes * idle_ms));
}

// The connections that are open, as curl opens and closes them.
using Sockets = std::set<curl_socket_t>;

int on_socket_opened(void* user, curl_socket_t socket, curlsocktype) {
  static_cast<Sockets*>(user)->insert(socket);
  return CURL_SOCKOPT_OK;
}

int on_socket_closed(void* user, curl_socket_t socket) {
  static_cast<Sockets*>(user)->erase(socket);
  return ::close(socket);
}

// Bytes that the system has still to bring to the other ends.
std::uint64_t queued_in(const Sockets& sockets) {
  std::uint64_t bytes = 0;
  for (const auto socket : sockets)
    if (int queued = 0; ::ioctl(socket, SIOCOUTQ, &queued) == 0 && queued > 0) bytes += static_cast<std::uint64_t>(queued);
  return bytes;
}

void set_callbacks(CURL* easy, Transfer& transfer) {
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_answer);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
}

void set_method(CURL* easy, Transfer& transfer) {
  const auto& request = transfer.request;
  if (request.method == "HEAD") curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  if (request.body == nullptr && (request.method == "GET" || request.method == "HEAD")) return;
  curl_easy_setopt(easy, CURLOPT_POST, 1L);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body != nullptr ? request.body->size() : 0));
  if (request.method != "POST") curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  if (request.body == nullptr) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, "");
    return;
  }
  transfer.body.emplace(*request.body);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_body);
  curl_easy_setopt(easy, CURLOPT_READDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, on_seek);
  curl_easy_setopt(easy, CURLOPT_SEEKDATA, &transfer);
}

void add_headers(HeaderList& headers, const HttpRequest& request) {
  for (const auto& [name, value] : request.headers) headers.add(std::string(name).append(": ").append(value));
  if (request.body != nullptr) headers.add("Content-Type: " + request.body->content_type);
}

} // namespace

std::string_view HttpResponse::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (equal_ignoring_case(key, name)) return value;
  return {};
}

struct HttpClient::Impl {
  HttpTimeouts timeouts;
  Sockets sockets;
  CURLM* multi = curl_multi_init();
  CURL* easy = curl_easy_init();
  std::atomic<bool> blocked = false;
  std::atomic<unsigned> cancels = 0; // so that a cancel() is seen even when uncancel() follows at once
  unsigned cancels_at_start = 0;
  bool was_cancelled = false;
  bool was_elsewhere = false;
  int last_status = 0;
  std::function<bool()> unwanted = [] { return false; };
  std::string digest_origin; // that refused Basic and asked for Digest
  long verdict = 0;          // of the last certificate; here because connections outlive a transfer

  Impl() { curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 4L); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    curl_easy_cleanup(easy);
    curl_multi_cleanup(multi);
  }

  Result<HttpResponse> send_once(const Server& server, const HttpRequest& request, const std::string& url);
  CURLcode run(Transfer& transfer);
  bool must_end(Transfer& transfer);
};

HttpClient::HttpClient(HttpTimeouts timeouts) : impl_(std::make_unique<Impl>()) { impl_->timeouts = timeouts; }
HttpClient::~HttpClient() = default;

void HttpClient::cancel() {
  impl_->blocked = true;
  ++impl_->cancels;
  curl_multi_wakeup(impl_->multi);
}

void HttpClient::uncancel() { impl_->blocked = false; }

void HttpClient::end_when(std::function<bool()> says) { impl_->unwanted = std::move(says); }

void HttpClient::look_again() { curl_multi_wakeup(impl_->multi); }

void HttpClient::forget_last() {
  impl_->was_cancelled = false;
  impl_->was_elsewhere = false;
  impl_->last_status = 0;
}

bool HttpClient::was_cancelled() const { return impl_->was_cancelled; }

bool HttpClient::was_elsewhere() const { return impl_->was_elsewhere; }

int HttpClient::last_status() const { return impl_->last_status; }

bool HttpClient::Impl::must_end(Transfer& transfer) {
  if (blocked || cancels != cancels_at_start || unwanted()) {
    was_cancelled = true;
    transfer.error = Error{ErrorCode::no_network, "Sending was stopped. It goes on the next time."};
    return true;
  }
  if (const auto queued = queued_in(sockets); queued != transfer.queued) {
    transfer.queued = queued;
    transfer.last_move = Clock::now();
  }
  if (Clock::now() - transfer.last_move < longest_silence(transfer, timeouts.idle_ms)) return false;
  double connect_time = 0;
  curl_easy_getinfo(transfer.easy, CURLINFO_PRETRANSFER_TIME, &connect_time);
  if (connect_time <= 0) return false; // not connected yet: curl's own connect time-out rules
  transfer.error =
      error_of({.code = CURLE_OPERATION_TIMEDOUT, .detail = {}, .host = parse_url(transfer.response.url).value_or(UrlParts{}).host});
  return true;
}

CURLcode HttpClient::Impl::run(Transfer& transfer) {
  curl_multi_add_handle(multi, easy);
  CURLcode result = CURLE_ABORTED_BY_CALLBACK;
  int running = 1;
  while (running > 0 && !must_end(transfer)) {
    if (curl_multi_perform(multi, &running) != CURLM_OK) break;
    if (running > 0)
      curl_multi_poll(multi, nullptr, 0, static_cast<int>(std::clamp<std::int64_t>(timeouts.idle_ms / 4, 10, 1'000)), nullptr);
  }
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi, &left))
    if (message->msg == CURLMSG_DONE) result = message->data.result;
  curl_multi_remove_handle(multi, easy);
  return result;
}

Result<HttpResponse> HttpClient::Impl::send_once(const Server& server, const HttpRequest& request, const std::string& url) {
  curl_easy_reset(easy);
  Transfer transfer{.easy = easy, .request = request};
  transfer.response.url = url;
  std::array<char, CURL_ERROR_SIZE> detail{};
  HeaderList headers;
  add_headers(headers, request);

  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, detail.data());
  curl_easy_setopt(easy, CURLOPT_USERAGENT, kUserAgent);
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeouts.connect_ms));
  set_security(easy, server);
  verdict = 0;
  listen_to_verification(easy, verdict);
  set_credentials(easy, server);
  set_callbacks(easy, transfer);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, on_socket_opened);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, &sockets);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_socket_closed);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, &sockets);
  set_method(easy, transfer);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.list);

  CURLcode code = run(transfer);
  // curl takes the end of the connection for the end of the headers too; a receipt may have been cut off with them.
  if (code == CURLE_OK && !transfer.headers_ended) code = CURLE_PARTIAL_FILE;
  transfer.response.status = last_status = status_of(easy);
  curl_easy_reset(easy); // no pointer into this frame stays behind
  const std::string where = url_for_people(url);
  if (transfer.error) {
    if (transfer.error->where.empty()) transfer.error->where = where;
    return std::unexpected(*transfer.error);
  }
  if (code != CURLE_OK) {
    Error error = error_of({.code = code,
                            .verify_result = verdict,
                            .detail = detail[0] != '\0' ? detail.data() : curl_easy_strerror(code),
                            .host = parse_url(url).value_or(UrlParts{}).host,
                            .own_ca = !server.ca_file.empty()});
    error.where = where;
    return std::unexpected(std::move(error));
  }
  return std::move(transfer.response);
}

namespace {

bool has_moved(int status) { return status == 301 || status == 302 || status == 303 || status == 307 || status == 308; }

// Where a redirect leads, when it may be followed: GET and HEAD; on the same origin, unless it is a file that may lie elsewhere.
Result<std::optional<std::string>> redirect_of(const Server& server, const HttpRequest& request, const HttpResponse& response) {
  if (!has_moved(response.status) || request.body != nullptr || (request.method != "GET" && request.method != "HEAD")) return std::nullopt;
  std::string target(response.header("location"));
  if (target.empty()) return std::nullopt;
  if (request.elsewhere) return redirect_of_file(server, response.url, target);
  auto ours = parse_url(server.url);
  if (!ours) return std::nullopt;
  target = resolved_url(response.url, target);
  auto there = parse_url(target);
  if (!there || !there->same_origin(*ours)) return std::nullopt;
  return target;
}

bool wants_digest(const Server& server, const HttpResponse& response) {
  if (server.auth != AuthKind::basic || response.status != 401) return false;
  return std::ranges::any_of(response.headers, [](const auto& header) {
    return header.first == "www-authenticate" && equal_ignoring_case(std::string_view(header.second).substr(0, 7), "Digest ");
  });
}

} // namespace

Result<HttpResponse> HttpClient::send(const Server& given, const HttpRequest& request) {
  const std::string origin = parse_url(given.url).value_or(UrlParts{}).origin();
  Server server = given;
  if (server.auth == AuthKind::basic && impl_->digest_origin == origin) server.auth = AuthKind::digest;
  auto response = send_as(server, request);
  if (!response || impl_->was_elsewhere || !wants_digest(server, *response)) return response;
  impl_->digest_origin = origin;
  server.auth = AuthKind::digest;
  return send_as(server, request);
}

Result<HttpResponse> HttpClient::send_as(const Server& server, const HttpRequest& request) {
  forget_last();
  impl_->cancels_at_start = impl_->cancels;
  if (auto usable = check_server(server); !usable) return std::unexpected(usable.error());
  auto ours = parse_url(server.url);
  std::string url = request.url;
  for (int hop = 0;; ++hop) {
    const auto asked = parse_url(url);
    if (!asked) return std::unexpected(asked.error());
    const bool away = !asked->same_origin(*ours);
    if (away && !request.elsewhere)
      return fail(ErrorCode::internal, "A request was about to go to another host than the project's server.", url_for_people(url));
    impl_->was_elsewhere = impl_->was_elsewhere || away; // once away, the way back is a stranger's too
    auto response = impl_->send_once(impl_->was_elsewhere ? stranger_to(server, *asked) : server, request, url);
    if (!response) {
      if (away) response.error().where = asked->origin(); // what such an address has behind the host may be a key
      return response;
    }
    auto next = redirect_of(server, request, *response);
    if (!next) return std::unexpected(next.error());
    if (!*next || hop == (request.elsewhere ? kMaxRedirectsOfFile : kMaxRedirects)) return response;
    url = **std::move(next);
  }
}

} // namespace pilotage::sync
