// HTTPS to the servers of the projects, by libcurl. Certificates and host names are always verified. No redirect to another
// origin is followed but for a file (elsewhere.h says how), and POST follows none at all. Connecting may take 30 s and a transfer may be
// silent for 60 s; bytes that the system still has to send are no silence while they get fewer, and the answer to a large body may take
// longer. HTTP/2 is used where the server offers it. An answer larger than the request allows is cut off and refused.
//
// Every failure below HTTP is an Error with one of the codes no_network, timeout, tls_untrusted, limit_exceeded, malformed or io and
// a sentence for people; a status code is not an error here. One HttpClient keeps its connections open
// and is used by one thread at a time; cancel() may be called from any thread.
#pragma once

#include "forms/error.h"
#include "sync/protocol/multipart_writer.h"
#include "sync/uploader/server.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pilotage::sync {

struct HttpTimeouts {
  std::int64_t connect_ms = 30'000;
  std::int64_t idle_ms = 60'000; // no byte either way; after the last byte of a large body up to five times as long
};

struct HttpRequest {
  std::string method = "GET"; // GET, HEAD, POST, PATCH, DELETE
  std::string url = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  const MultipartBody* body = nullptr; // its content type is sent; must outlive the call
  // libcurl sends a body again by itself when a connection that was used before has died under it. With this it fails instead: the
  // caller asks first what has arrived.
  bool body_once = false;
  // A GET that may be for another origin, or be sent there by redirects: without the server's credentials from then on.
  bool elsewhere = false;
  std::size_t max_answer_bytes = std::size_t{1} << 20;
  // Where the answer's body goes piece by piece when it is a 2xx; without it, into HttpResponse::body.
  std::function<Result<void>(std::string_view)> sink = {};
  // Bytes of the request's body that left so far.
  std::function<void(std::uint64_t)> progress = {};
};

struct HttpResponse {
  int status = 0;
  std::string url = {};                                          // that answered, after redirects
  std::vector<std::pair<std::string, std::string>> headers = {}; // names in lower case
  std::string body = {};

  // The first header of that name (any case), or "".
  std::string_view header(std::string_view name) const;
};

class HttpClient {
public:
  explicit HttpClient(HttpTimeouts timeouts = {});
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Sends the request with the server's credentials. The URL must be on the server's origin, or HttpRequest::elsewhere be set. A server
  // that asks for Digest in place of Basic gets it, from then on at once.
  Result<HttpResponse> send(const Server& server, const HttpRequest& request);

  // Ends the transfer that is under way, which then fails with no_network, and all later ones until uncancel().
  void cancel();
  void uncancel();
  // Ends a transfer as cancel() does when `says` gives true. It is asked on the thread that sends: before a transfer, about every second
  // while one goes on, and after look_again(), which may be called from any thread.
  void end_when(std::function<bool()> says);
  void look_again();
  // Nothing was sent yet: was_cancelled() and was_elsewhere() say no until the next send(), and last_status() 0.
  void forget_last();
  // Whether cancel() or end_when() ended the last send(). For the thread that sends.
  bool was_cancelled() const;
  // Whether the last send() ended on another origin than the server's, so that its outcome says nothing about the server. For the same
  // thread.
  bool was_elsewhere() const;
  // Of the answer to the last send(); 0 where none came. For the same thread.
  int last_status() const;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;

  Result<HttpResponse> send_as(const Server& server, const HttpRequest& request);
};

} // namespace pilotage::sync
