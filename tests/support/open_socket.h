// A socket on loopback that closes itself, for tests that speak TCP below HTTP.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

namespace pilotage::tests {

class OpenSocket {
public:
  OpenSocket() = default;
  explicit OpenSocket(int descriptor) : descriptor_(descriptor) {}
  OpenSocket(OpenSocket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  OpenSocket& operator=(OpenSocket&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~OpenSocket() { close(); }

  static OpenSocket listening() {
    OpenSocket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = loopback(0);
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || ::listen(socket.get(), 512) != 0)
      throw std::runtime_error("no socket to listen on");
    return socket;
  }
  // Not open when nobody listens there.
  static OpenSocket connected(int port) {
    OpenSocket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = loopback(port);
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) socket.close();
    return socket;
  }

  int get() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }

  int port() const {
    sockaddr_in address{};
    socklen_t length = sizeof address;
    ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &length);
    return ntohs(address.sin_port);
  }

  void close() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  }
  // Small pieces go when they are written: else each waits for the other side's acknowledgement, which comes 40 ms later.
  void send_at_once() const {
    const int on = 1;
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  // The other side gets a reset in place of an orderly end.
  void reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
  }

private:
  static sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
  }

  int descriptor_ = -1;
};

} // namespace pilotage::tests
