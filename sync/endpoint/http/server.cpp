#include "sync/endpoint/http/server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>

#include "sync/endpoint/http/connection_watch.h"
#include "sync/endpoint/http/conversation.h"
#include "sync/endpoint/http/library_refusals.h"
#include "sync/endpoint/http/listen_socket.h"
#include "sync/endpoint/http/server_certificate.h"

namespace pilotage::endpoint {

struct HttpServer::Impl {
  Impl(ServerOptions o, const Router& r, OnServed s, Admission a, OnFailure f)
      : options(std::move(o)), router(r), on_served(std::move(s)), admission(std::move(a)), on_failure(std::move(f)),
        watch({.header_timeout = options.header_timeout, .body_grace = options.body_grace, .slowest_body = options.slowest_body},
              [this] { tell({.method = {}, .route = {}, .status = 408}); }) {}

  void tell(const Served& served) const {
    if (on_served) on_served(served);
  }

  bool tls() const { return !options.certificate.empty(); }

  std::shared_ptr<const ServerCertificate> certificate_in_use() const {
    const std::lock_guard lock(certificate_mutex);
    return certificate;
  }
  void use(std::shared_ptr<const ServerCertificate> next) {
    const std::lock_guard lock(certificate_mutex);
    certificate = std::move(next);
  }

  ServerOptions options;
  const Router& router;
  OnServed on_served;
  Admission admission;
  OnFailure on_failure;
  ConnectionWatch watch;
  LibraryRefusals refusals;
  mutable std::mutex certificate_mutex;
  std::shared_ptr<const ServerCertificate> certificate;
  MHD_Daemon* daemon = nullptr;
  ListenSocket socket;
  std::mutex mutex;
  std::condition_variable idle;
  int open_requests = 0;
  Sleepers sleepers;
  BodyMemory body_memory{options.body_memory};
  const Conversation::Surroundings surroundings{.sleepers = sleepers,
                                                .admission = admission,
                                                .proxies = options.proxies,
                                                .watch = watch,
                                                .body_memory = body_memory,
                                                .on_failure = on_failure,
                                                .tls = tls()};
};

namespace {

// libmicrohttpd decodes %2F before we could split the path: it is told to leave everything alone.
std::size_t leave_escaped(void*, MHD_Connection*, char* text) { return std::strlen(text); }

constexpr std::chrono::milliseconds kOnItsWay(200);

} // namespace

// What libmicrohttpd calls. A struct of its own, so that it may see Impl.
struct ServerCallbacks {
  using Impl = HttpServer::Impl;

  static WatchedConnection* watched(MHD_Connection* connection) {
    return static_cast<WatchedConnection*>(MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context);
  }

  static void connection(void* cls, MHD_Connection* connection, void** context, MHD_ConnectionNotificationCode code) {
    auto& impl = *static_cast<Impl*>(cls);
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
      *context =
          impl.watch.opened(MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd, impl.certificate_in_use());
    } else if (*context != nullptr) {
      impl.watch.closed(static_cast<WatchedConnection*>(*context));
      *context = nullptr;
      if (const auto refusal = impl.refusals.take_any()) impl.tell({.method = {}, .route = {}, .status = *refusal});
    }
  }

  static void message(void* cls, const char* format, va_list arguments) {
    auto& impl = *static_cast<Impl*>(cls);
    if (impl.refusals.read(format, arguments)) impl.tell({.method = {}, .route = {}, .status = 429});
  }

  static MHD_Result request(void* cls, MHD_Connection* connection, const char* url, const char* method, const char*, const char* upload,
                            std::size_t* upload_size, void** context) {
    auto& impl = *static_cast<Impl*>(cls);
    if (*context == nullptr) {
      *context = new Conversation(connection, *watched(connection), impl.surroundings, method, url);
      const std::lock_guard lock(impl.mutex);
      ++impl.open_requests;
    }
    return static_cast<Conversation*>(*context)->advance(impl.router, upload, upload_size);
  }

  // Nothing: it has been told already, as that of another connection which ended at the same time.
  static std::optional<Served> served(Impl& impl, MHD_Connection* connection, const Conversation& conversation) {
    Served served = conversation.served();
    const auto* own = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_HTTP_STATUS);
    if (conversation.queued() || own == nullptr) return served;
    if (!impl.refusals.take(static_cast<int>(own->http_status))) return std::nullopt;
    if (served.status == 0) served.status = static_cast<int>(own->http_status);
    return served;
  }

  static void completed(void* cls, MHD_Connection* connection, void** context, MHD_RequestTerminationCode code) {
    auto& impl = *static_cast<Impl*>(cls);
    if (*context == nullptr) return;
    const std::unique_ptr<Conversation> conversation(static_cast<Conversation*>(*context));
    *context = nullptr;
    if (auto over = served(impl, connection, *conversation)) {
      if (over->status == 0 && code == MHD_REQUEST_TERMINATED_TIMEOUT_REACHED) over->status = 408;
      impl.tell(*over);
    }
    const std::lock_guard lock(impl.mutex);
    if (--impl.open_requests == 0) impl.idle.notify_all();
  }

  // GnuTLS asks which certificate a handshake is to show. libmicrohttpd keeps the connection with the session.
  static int certificate(gnutls_session_t session, const gnutls_datum_t*, int, const gnutls_pk_algorithm_t*, int, gnutls_pcert_st** chain,
                         unsigned* length, gnutls_privkey_t* key) {
    const ServerCertificate* own = watched(static_cast<MHD_Connection*>(gnutls_session_get_ptr(session)))->certificate.get();
    *chain = own->chain();
    *length = own->chain_length();
    *key = own->key();
    return 0;
  }

  static MHD_Daemon* start(Impl& impl) {
    const ServerOptions& options = impl.options;
    const unsigned cores = std::max(2U, std::thread::hardware_concurrency());
    std::array<MHD_OptionItem, 3> tls{};
    if (impl.tls()) {
      tls[0] = {MHD_OPTION_HTTPS_CERT_CALLBACK, 0, reinterpret_cast<void*>(&certificate)};
      tls[1] = {MHD_OPTION_HTTPS_PRIORITIES, 0, const_cast<char*>("NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2")};
    }
    tls[impl.tls() ? 2 : 0] = {MHD_OPTION_END, 0, nullptr};
    const unsigned tls_flag = impl.tls() ? unsigned{MHD_USE_TLS} : 0U;
    const unsigned flags =
        unsigned{MHD_USE_EPOLL_INTERNAL_THREAD} | unsigned{MHD_USE_SUSPEND_RESUME} | unsigned{MHD_USE_ERROR_LOG} | tls_flag;
    return MHD_start_daemon(flags, 0, nullptr, nullptr, &request, &impl, MHD_OPTION_EXTERNAL_LOGGER, &message, &impl,
                            MHD_OPTION_LISTEN_SOCKET, impl.socket.descriptor(), MHD_OPTION_THREAD_POOL_SIZE,
                            options.threads != 0 ? options.threads : cores, MHD_OPTION_CONNECTION_LIMIT, options.connections,
                            MHD_OPTION_PER_IP_CONNECTION_LIMIT, options.connections_per_address, MHD_OPTION_CONNECTION_TIMEOUT,
                            static_cast<unsigned>(options.idle_timeout.count()), MHD_OPTION_CONNECTION_MEMORY_LIMIT, std::size_t{32} * 1024,
                            MHD_OPTION_NOTIFY_CONNECTION, &connection, &impl, MHD_OPTION_NOTIFY_COMPLETED, &completed, &impl,
                            MHD_OPTION_UNESCAPE_CALLBACK, &leave_escaped, nullptr, MHD_OPTION_ARRAY, tls.data(), MHD_OPTION_END);
  }
};

Result<void> check_certificate(const std::string& certificate, const std::string& key) {
  const auto read = ServerCertificate::read(certificate, key);
  if (!read) return std::unexpected(read.error());
  return {};
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

HttpServer::~HttpServer() { stop(std::chrono::milliseconds(0)); }

Result<std::unique_ptr<HttpServer>> HttpServer::start(ServerOptions options, const Router& router, OnServed on_served, Admission admission,
                                                      OnFailure on_failure) {
  auto impl = std::make_unique<Impl>(std::move(options), router, std::move(on_served), std::move(admission), std::move(on_failure));
  auto socket = ListenSocket::open(impl->options.address, impl->options.port);
  if (!socket) return std::unexpected(socket.error());
  if (!impl->tls() && impl->options.proxies.empty() && !socket->is_loopback())
    return fail(ErrorCode::refused,
                "Plain HTTP is refused beyond this machine. Give a certificate and its key (--certificate, --key), or name the proxies in "
                "front that "
                "end TLS (--trusted-proxies).",
                impl->options.address);
  impl->socket = std::move(*socket);
  if (impl->tls()) {
    auto certificate = ServerCertificate::read(impl->options.certificate, impl->options.key);
    if (!certificate) return std::unexpected(certificate.error());
    impl->use(std::move(*certificate));
  }
  impl->daemon = ServerCallbacks::start(*impl);
  if (impl->daemon == nullptr) return fail(ErrorCode::io, "The HTTP server cannot start.", impl->options.address);
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

int HttpServer::port() const { return impl_->socket.port(); }

std::string HttpServer::url() const {
  const bool v6 = impl_->options.address.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", impl_->tls() ? "https" : "http", v6 ? "[" : "", impl_->options.address, v6 ? "]" : "", port());
}

std::size_t HttpServer::open_connections() const { return impl_->watch.open_connections(); }

Result<void> HttpServer::replace_certificate(const std::string& certificate, const std::string& key) {
  if (!impl_->tls()) return fail(ErrorCode::unsupported, "The server speaks plain HTTP. Restart it with the certificate and its key.");
  auto next = ServerCertificate::read(certificate, key);
  if (!next) return std::unexpected(next.error());
  impl_->use(std::move(*next));
  return {};
}

std::optional<std::time_t> HttpServer::certificate_expires_at() const {
  const auto certificate = impl_->certificate_in_use();
  return certificate == nullptr ? std::nullopt : std::optional(certificate->expires_at());
}

void HttpServer::stop(std::chrono::milliseconds grace) {
  if (impl_->daemon == nullptr) return;
  // Not MHD_quiesce_daemon(): with epoll it races against the daemon's own threads and ends the process ("Failed to remove listen FD").
  impl_->socket.give_up_port();
  impl_->watch.end_lingering();
  // A request may be on its way through the kernel to us: the client has sent it and counts on it.
  if (open_connections() > 0) std::this_thread::sleep_for(std::min(grace, kOnItsWay));
  {
    std::unique_lock lock(impl_->mutex);
    impl_->idle.wait_for(lock, grace, [this] { return impl_->open_requests == 0; });
  }
  impl_->sleepers.stop(); // whoever holds a reply gives it soon, for it waits for nothing but the disk; streams end at their next piece
  MHD_stop_daemon(impl_->daemon);
  while (const auto refusal = impl_->refusals.take_any()) impl_->tell({.method = {}, .route = {}, .status = *refusal});
  impl_->socket.release(); // the daemon has closed it
  impl_->daemon = nullptr;
}

} // namespace pilotage::endpoint
