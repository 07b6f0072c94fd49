#include "sync/uploader/scripted_server.h"

#include <algorithm>
#include <arpa/inet.h>
#include <csignal>
#include <mutex>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace pilotage::tests {

namespace {

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// One connection, with or without TLS. Blocking, but wakes up to see whether the server ends.
class Connection {
public:
  Connection(int socket, SSL_CTX* context, const std::atomic<bool>& ending) : socket_(socket), ending_(ending) {
    if (context == nullptr) return;
    ssl_ = SSL_new(context);
    SSL_set_fd(ssl_, socket_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() {
    if (ssl_ != nullptr) SSL_free(ssl_);
    ::close(socket_);
  }

  bool handshake() { return ssl_ == nullptr || SSL_accept(ssl_) == 1; }

  // False at the end of the connection.
  bool read_more(std::string& into) {
    char buffer[16384];
    while (!ending_) {
      if (ssl_ == nullptr || SSL_pending(ssl_) == 0) {
        pollfd readable{.fd = socket_, .events = POLLIN, .revents = 0};
        if (::poll(&readable, 1, 50) == 0) continue;
      }
      const long got = ssl_ != nullptr ? SSL_read(ssl_, buffer, sizeof buffer) : ::recv(socket_, buffer, sizeof buffer, 0);
      if (got <= 0) return false;
      into.append(buffer, static_cast<std::size_t>(got));
      return true;
    }
    return false;
  }

  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const long put = ssl_ != nullptr ? SSL_write(ssl_, bytes.data(), static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20)))
                                       : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (put <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(put));
    }
  }

  void close_well() {
    if (ssl_ != nullptr) SSL_shutdown(ssl_);
    ::shutdown(socket_, SHUT_WR);
  }

  void reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  }

  void hang() {
    std::string ignored;
    while (read_more(ignored)) ignored.clear();
  }

private:
  int socket_;
  SSL* ssl_ = nullptr;
  const std::atomic<bool>& ending_;
};

std::string header_of(const std::map<std::string, std::string>& headers, const std::string& name) {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

void read_head(std::string_view head, Asked& asked) {
  const auto line_end = head.find("\r\n");
  const auto line = head.substr(0, line_end);
  const auto first = line.find(' ');
  const auto second = line.find(' ', first + 1);
  asked.method = line.substr(0, first);
  asked.target = line.substr(first + 1, second - first - 1);
  head.remove_prefix(line_end + 2);
  while (!head.empty()) {
    const auto end = head.find("\r\n");
    const auto field = head.substr(0, end);
    const auto colon = field.find(':');
    if (colon != std::string_view::npos) {
      auto value = field.substr(colon + 1);
      while (value.starts_with(' ')) value.remove_prefix(1);
      asked.headers[lower(std::string(field.substr(0, colon)))] = value;
    }
    head.remove_prefix(end + 2);
  }
}

// False when the client went away.
bool read_request(Connection& connection, std::string& buffer, Asked& asked) {
  std::size_t end = 0;
  while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
    if (!connection.read_more(buffer)) return false;
    if (buffer.front() == '\x16') { // a TLS greeting where plain HTTP is spoken
      connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
      return false;
    }
  }
  read_head(std::string_view(buffer).substr(0, end + 2), asked);
  buffer.erase(0, end + 4);
  const auto length = header_of(asked.headers, "content-length");
  const std::size_t wanted = length.empty() ? 0 : std::stoul(length);
  if (!header_of(asked.headers, "expect").empty()) connection.write("HTTP/1.1 100 Continue\r\n\r\n");
  while (buffer.size() < wanted)
    if (!connection.read_more(buffer)) return false;
  asked.body = buffer.substr(0, wanted);
  buffer.erase(0, wanted);
  return true;
}

} // namespace

std::string Asked::header(const std::string& name) const { return header_of(headers, lower(name)); }

Reply answer(int status, const Headers& headers, std::string_view body) {
  Reply reply;
  reply.bytes = "HTTP/1.1 " + std::to_string(status) + " Scripted\r\n";
  for (const auto& [name, value] : headers) reply.bytes += name + ": " + value + "\r\n";
  if (status != 204) reply.bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  reply.bytes += "\r\n";
  reply.bytes += body;
  return reply;
}

Reply openrosa(int status, Headers headers, std::string_view body) {
  headers.emplace_back("X-OpenRosa-Version", "1.0");
  return answer(status, headers, body);
}

struct ScriptedServer::Impl {
  Script script;
  std::optional<Identity> identity;
  std::shared_ptr<SSL_CTX> context;
  int listener = -1;
  int port = 0;
  std::atomic<bool> ending = false;
  std::atomic<int> connections = 0;
  mutable std::mutex mutex;
  std::vector<Asked> asked;
  std::vector<std::thread> threads;
  std::thread acceptor;

  void listen() {
    listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), length) != 0 || ::listen(listener, 64) != 0)
      throw std::runtime_error("the scripted server cannot listen");
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length);
    port = ntohs(address.sin_port);
  }

  void set_identity() {
    if (!identity) return;
    context = std::shared_ptr<SSL_CTX>(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
    SSL_CTX_use_certificate(context.get(), identity->certificate.get());
    SSL_CTX_use_PrivateKey(context.get(), identity->key.get());
  }

  void accept_all() {
    while (!ending) {
      pollfd readable{.fd = listener, .events = POLLIN, .revents = 0};
      if (::poll(&readable, 1, 50) <= 0) continue;
      const int socket = ::accept(listener, nullptr, nullptr);
      if (socket < 0) continue;
      ++connections;
      const std::lock_guard lock(mutex);
      threads.emplace_back([this, socket] { serve(socket); });
    }
  }

  void serve(int socket) {
    Connection connection(socket, context.get(), ending);
    if (!connection.handshake()) return;
    std::string buffer;
    while (!ending) {
      Asked request;
      if (!read_request(connection, buffer, request)) return;
      Reply reply;
      {
        const std::lock_guard lock(mutex);
        asked.push_back(request);
        reply = script(request);
      }
      if (request.method == "HEAD") reply.bytes.resize(std::min(reply.bytes.size(), reply.bytes.find("\r\n\r\n") + 4));
      connection.write(reply.bytes);
      switch (reply.then) {
      case Then::keep: break;
      case Then::close: connection.close_well(); return;
      case Then::reset: connection.reset(); return;
      case Then::hang: connection.hang(); return;
      }
    }
  }
};

ScriptedServer::ScriptedServer(Script script, std::optional<Identity> identity) : impl_(std::make_shared<Impl>()) {
  std::signal(SIGPIPE, SIG_IGN);
  impl_->script = std::move(script);
  impl_->identity = std::move(identity);
  impl_->set_identity();
  impl_->listen();
  impl_->acceptor = std::thread([impl = impl_.get()] { impl->accept_all(); });
}

ScriptedServer::~ScriptedServer() {
  impl_->ending = true;
  impl_->acceptor.join();
  for (auto& thread : impl_->threads) thread.join();
  ::close(impl_->listener);
}

int ScriptedServer::port() const { return impl_->port; }

std::string ScriptedServer::origin() const {
  return (impl_->identity ? "https://localhost:" : "http://127.0.0.1:") + std::to_string(impl_->port);
}

std::vector<Asked> ScriptedServer::asked() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->asked;
}

std::vector<Asked> ScriptedServer::asked(std::string_view method) const {
  auto all = asked();
  std::erase_if(all, [&](const Asked& one) { return one.method != method; });
  return all;
}

int ScriptedServer::connections() const { return impl_->connections; }

} // namespace pilotage::tests
