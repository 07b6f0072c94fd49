// A TLS connection without HTTP, so that a test may cut a request where it likes. It verifies nobody: it knows whom it calls.
#pragma once

#include <openssl/types.h>

#include <string>
#include <string_view>

namespace pilotage::test {

class TlsConnection {
public:
  explicit TlsConnection(int port);
  ~TlsConnection();
  TlsConnection(const TlsConnection&) = delete;
  TlsConnection& operator=(const TlsConnection&) = delete;

  void send(std::string_view bytes);
  // False once the server has closed, or has taken nothing for a second.
  bool offer(std::string_view bytes);
  // What it says next, "" once it has closed; and until it closes.
  std::string read_some();
  std::string read_all();
  // No more comes from here. Waits until the server has seen that and closes; what it said meanwhile.
  std::string hang_up();

private:
  int socket_;
  SSL_CTX* context_;
  SSL* tls_;
};

} // namespace pilotage::test
