// The HTTP server: libmicrohttpd with epoll and a pool of threads, TLS from PEM files, limits on connections, headers and time.
//
// start() returns when it listens. A router that is given must outlive it. Bodies stream through Exchange; an answer
// that is known before the body is complete is sent at once, and the rest of the body is thrown away within bounds.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "forms/error.h"
#include "sync/endpoint/http/router.h"
#include "sync/endpoint/http/trusted_proxies.h"

namespace pilotage::endpoint {

struct ServerOptions {
  std::string address = "127.0.0.1"; // IPv4 or IPv6
  int port = 0;                      // 0: any free one
  std::string certificate;           // PEM, with the chain; empty: plain HTTP
  std::string key;                   // PEM
  TrustedProxies proxies;            // they end TLS in front of us: plain HTTP is allowed, and secure where they say so
  unsigned threads = 0;              // 0: as many as the machine has cores, at least 2
  unsigned connections = 2000;
  unsigned connections_per_address = 0;             // 0: no limit
  std::chrono::seconds idle_timeout{60};            // without a byte in either direction
  std::chrono::seconds header_timeout{75};          // from the last answer, or the connection's start, to the end of the next headers
  std::uint64_t slowest_body = 64;                  // bytes per second, on average, of a body that takes longer than
  std::chrono::seconds body_grace{60};              // this
  std::size_t body_memory = std::size_t{256} << 20; // of all bodies together that are held whole; 503 beyond it
};

// What is known of a request when its answer has gone out. Holds nothing personal: the route, not the path. Of one that never came to
// a resource only the status is known: 408 where it was cut because its headers did not get on, 429 where its address had connections
// enough, 400, 413, 414, 431 or 505 where nobody could read it.
struct Served {
  std::string_view method;
  std::string_view route; // "" where nothing fits
  int status = 0;         // 0: the connection broke before there was an answer; 408: we ended it, for its body did not get on
  std::uint64_t bytes_in = 0;
  std::chrono::microseconds duration{};
};

// Looks at a request before its resource does. True: go on at once. False: it will call `go` once, later, from another thread; until then
// the connection sleeps. May set what the request was admitted as.
using Admission = std::function<bool(Request&, std::function<void()> go)>;

// Told what a resource has thrown, from any of the server's threads.
using OnFailure = std::function<void(const std::exception&)>;

// Whether a server could use them. Error: malformed.
Result<void> check_certificate(const std::string& certificate, const std::string& key);

class HttpServer {
public:
  using OnServed = std::function<void(const Served&)>; // from the server's threads

  // Errors: refused (plain HTTP beyond loopback), io (port taken, address unknown), malformed (certificate or key).
  static Result<std::unique_ptr<HttpServer>> start(ServerOptions options, const Router& router, OnServed on_served = {},
                                                   Admission admission = {}, OnFailure on_failure = {});
  // stop() with no grace.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  int port() const;
  // "https://127.0.0.1:8443"
  std::string url() const;

  std::size_t open_connections() const;
  // For connections from now on; those that are open keep theirs. Errors: malformed; unsupported where the server speaks plain HTTP.
  Result<void> replace_certificate(const std::string& certificate, const std::string& key);
  // When the certificate in use expires; nothing where there is none.
  std::optional<std::time_t> certificate_expires_at() const;

  // Takes no new connection, waits for the requests that have begun, at most for `grace`, and closes the rest.
  void stop(std::chrono::milliseconds grace);

private:
  friend struct ServerCallbacks;
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

} // namespace pilotage::endpoint
