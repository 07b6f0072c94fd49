#include "sync/endpoint/tls_connection.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

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

std::string TlsConnection::hang_up() {
  SSL_shutdown(tls_);
  ::shutdown(socket_, SHUT_WR);
  std::string said;
  char buffer[4096];
  for (int n = 0; (n = SSL_read(tls_, buffer, sizeof buffer)) > 0;) said.append(buffer, static_cast<std::size_t>(n));
  return said;
}

} // namespace pilotage::test
