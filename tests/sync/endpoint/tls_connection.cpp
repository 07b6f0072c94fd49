#include "sync/endpoint/tls_connection.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace pilotage::test {

TlsConnection::TlsConnection(int port)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), context_(SSL_CTX_new(TLS_client_method())), tls_(SSL_new(context_)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  SSL_set_fd(tls_, socket_);
  REQUIRE(SSL_connect(tls_) == 1);
}

TlsConnection::~TlsConnection() {
  SSL_free(tls_);
  SSL_CTX_free(context_);
  ::close(socket_);
}

void TlsConnection::send(std::string_view bytes) { REQUIRE(SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size())) > 0); }

bool TlsConnection::offer(std::string_view bytes) {
  const timeval patience{.tv_sec = 1, .tv_usec = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes as if it wanted one
  return SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size())) > 0;
}

std::string TlsConnection::hang_up() {
  SSL_shutdown(tls_);
  ::shutdown(socket_, SHUT_WR);
  return read_all();
}

std::string TlsConnection::read_some() {
  char buffer[4096];
  const int n = SSL_read(tls_, buffer, sizeof buffer);
  return {buffer, static_cast<std::size_t>(std::max(n, 0))};
}

std::string TlsConnection::read_all() {
  std::string said;
  for (std::string more; !(more = read_some()).empty();) said += more;
  return said;
}

} // namespace pilotage::test
