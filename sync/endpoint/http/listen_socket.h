// A TCP socket that listens on one address and port, and says clearly why it cannot. Owns its descriptor.
#pragma once

#include <string>
#include <utility>

#include "forms/error.h"

namespace pilotage::endpoint {

class ListenSocket {
public:
  ListenSocket() = default;
  // `address` is a numeric IPv4 or IPv6 address or "localhost"; port 0 takes any free one. Errors: invalid_value, conflict (taken),
  // permission, io.
  static Result<ListenSocket> open(const std::string& address, int port);

  ListenSocket(ListenSocket&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)), port_(other.port_), loopback_(other.loopback_) {}
  ListenSocket& operator=(ListenSocket&& other) noexcept;
  ~ListenSocket();

  int descriptor() const { return descriptor_; }
  int port() const { return port_; }
  bool is_loopback() const { return loopback_; }
  void close();
  // Nobody is let in any more: the port is given up, and the descriptor becomes that of a socket that nobody can reach. Atomic, so that
  // other threads may wait and accept on it meanwhile.
  void give_up_port();
  // The descriptor belongs to somebody else from now on.
  void release() { descriptor_ = -1; }

private:
  int descriptor_ = -1;
  int port_ = 0;
  bool loopback_ = false;
};

} // namespace pilotage::endpoint
