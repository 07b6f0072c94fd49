#include "bench/endpoint_load/load_connection.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <stdexcept>

namespace pilotage::bench {

LoadConnection::LoadConnection(int port, SSL_CTX* tls) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) throw std::runtime_error("cannot connect");
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (tls != nullptr) {
    tls_ = SSL_new(tls);
    SSL_set_fd(tls_, socket_);
    if (SSL_connect(tls_) != 1) throw std::runtime_error("no TLS");
  }
  ::fcntl(socket_, F_SETFL, O_NONBLOCK);
}

LoadConnection::~LoadConnection() {
  if (tls_ != nullptr) SSL_free(tls_);
  ::close(socket_);
}

void LoadConnection::start(std::string request) {
  request_ = std::move(request);
  sent_ = 0;
  answer_.clear();
  started_ = Clock::now();
}

// Bytes that went, 0 where the socket takes none now.
long LoadConnection::write(const char* data, std::size_t size) {
  if (tls_ == nullptr) {
    const ssize_t n = ::send(socket_, data, size, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN) throw std::runtime_error("the server hung up");
    return n < 0 ? 0 : n;
  }
  const int n = SSL_write(tls_, data, static_cast<int>(size));
  if (n <= 0 && SSL_get_error(tls_, n) != SSL_ERROR_WANT_WRITE && SSL_get_error(tls_, n) != SSL_ERROR_WANT_READ)
    throw std::runtime_error("the server hung up");
  return n < 0 ? 0 : n;
}

long LoadConnection::read(char* data, std::size_t size) {
  if (tls_ == nullptr) {
    const ssize_t n = ::recv(socket_, data, size, 0);
    if (n == 0 || (n < 0 && errno != EAGAIN)) throw std::runtime_error("the server hung up");
    return n < 0 ? 0 : n;
  }
  const int n = SSL_read(tls_, data, static_cast<int>(size));
  if (n <= 0 && SSL_get_error(tls_, n) != SSL_ERROR_WANT_READ) throw std::runtime_error("the server hung up");
  return n < 0 ? 0 : n;
}

bool LoadConnection::complete() const {
  const auto head = answer_.find("\r\n\r\n");
  if (head == std::string::npos) return false;
  const auto at = answer_.find("\r\nContent-Length: "); // ours, and not the end of X-OpenRosa-Accept-Content-Length
  if (at == std::string::npos || at > head) return true;
  std::size_t length = 0;
  std::from_chars(answer_.data() + at + 18, answer_.data() + head, length);
  return answer_.size() >= head + 4 + length;
}

int LoadConnection::advance() {
  while (sent_ < request_.size()) {
    const long n = write(request_.data() + sent_, request_.size() - sent_);
    if (n == 0) return 0;
    sent_ += static_cast<std::size_t>(n);
  }
  char buffer[16 * 1024];
  for (long n = 0; (n = read(buffer, sizeof buffer)) > 0;) {
    answer_.append(buffer, static_cast<std::size_t>(n));
    if (!complete()) continue;
    request_.clear();
    int status = 0;
    std::from_chars(answer_.data() + 9, answer_.data() + 12, status);
    return status;
  }
  return 0;
}

} // namespace pilotage::bench
