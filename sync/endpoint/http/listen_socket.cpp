#include "sync/endpoint/http/listen_socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

namespace pilotage::endpoint {

namespace {

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
  bool loopback = false;
};

std::optional<Address> numeric_address(const std::string& text, int port) {
  Address address;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
  if (inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(static_cast<std::uint16_t>(port));
    address.size = sizeof *v4;
    address.loopback = (ntohl(v4->sin_addr.s_addr) >> 24) == 127;
    return address;
  }
  if (inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(static_cast<std::uint16_t>(port));
    address.size = sizeof *v6;
    address.loopback = IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr) != 0;
    return address;
  }
  return std::nullopt;
}

std::unexpected<Error> bind_error(const std::string& where) {
  switch (errno) {
  case EADDRINUSE: return fail(ErrorCode::conflict, "Another program listens on this port. Stop it, or choose another port.", where);
  case EACCES: return fail(ErrorCode::permission, "This user may not listen on this port. Choose one above 1023.", where);
  case EADDRNOTAVAIL:
    return fail(ErrorCode::invalid_value, "This machine has no such address. Use one of its own, 127.0.0.1 or 0.0.0.0.", where);
  default: return fail(ErrorCode::io, fmt::format("The server cannot listen here: {}.", std::strerror(errno)), where);
  }
}

int port_of(int descriptor) {
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&bound), &size) != 0) return 0;
  return ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&bound)->sin6_port
                                           : reinterpret_cast<sockaddr_in*>(&bound)->sin_port);
}

} // namespace

Result<ListenSocket> ListenSocket::open(const std::string& address, int port) {
  const std::string where = fmt::format("{}:{}", address, port);
  const auto numeric = numeric_address(address == "localhost" ? "127.0.0.1" : address, port);
  if (!numeric)
    return fail(ErrorCode::invalid_value, "The address to listen on must be numeric, such as 127.0.0.1, 0.0.0.0 or ::1.", where);
  ListenSocket socket;
  socket.loopback_ = numeric->loopback;
  socket.descriptor_ = ::socket(numeric->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket.descriptor_ < 0) return bind_error(where);
  const int on = 1;
  ::setsockopt(socket.descriptor_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(socket.descriptor_, reinterpret_cast<const sockaddr*>(&numeric->storage), numeric->size) != 0) return bind_error(where);
  if (::listen(socket.descriptor_, SOMAXCONN) != 0) return bind_error(where);
  socket.port_ = port_of(socket.descriptor_);
  return socket;
}

ListenSocket& ListenSocket::operator=(ListenSocket&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(port_, other.port_);
  std::swap(loopback_, other.loopback_);
  return *this;
}

ListenSocket::~ListenSocket() { close(); }

void ListenSocket::close() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

void ListenSocket::give_up_port() {
  // An abstract name that the kernel chooses, in no file system: it listens, so that waiting for it is in order.
  const int deaf = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (deaf < 0) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const bool listens = ::bind(deaf, reinterpret_cast<const sockaddr*>(&address), sizeof address.sun_family) == 0 && ::listen(deaf, 1) == 0;
  if (listens) ::dup3(deaf, descriptor_, O_CLOEXEC);
  ::close(deaf);
}

} // namespace pilotage::endpoint
