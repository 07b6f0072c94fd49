#include "sync/uploader/network_watch.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <string>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace pilotage::sync {

// A file descriptor of the watch, closed with it.
class WatchDescriptor {
public:
  explicit WatchDescriptor(int number) : number_(number) {}
  ~WatchDescriptor() {
    if (number_ >= 0) ::close(number_);
  }
  WatchDescriptor(WatchDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  WatchDescriptor(const WatchDescriptor&) = delete;
  WatchDescriptor& operator=(const WatchDescriptor&) = delete;
  WatchDescriptor& operator=(WatchDescriptor&&) = delete;
  int get() const { return number_; }

private:
  int number_;
};

namespace {

WatchDescriptor open_netlink() {
  WatchDescriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE;
  if (socket.get() >= 0 && ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return WatchDescriptor(-1);
  return socket;
}

// What changed does not matter, only that something did.
void discard(int socket) {
  std::array<char, 8192> buffer{};
  while (::recv(socket, buffer.data(), buffer.size(), 0) > 0) {}
}

} // namespace

struct NetworkWatch::Impl {
  WatchDescriptor netlink;
  WatchDescriptor stop;
  std::function<void()> changed;
  std::chrono::milliseconds settle;
  std::thread thread = {};

  void watch() {
    bool pending = false;
    while (true) {
      std::array<pollfd, 2> ready{pollfd{.fd = netlink.get(), .events = POLLIN, .revents = 0},
                                  pollfd{.fd = stop.get(), .events = POLLIN, .revents = 0}};
      const int count = ::poll(ready.data(), ready.size(), pending ? static_cast<int>(settle.count()) : -1);
      if (count < 0 && errno != EINTR) return;
      if (ready[1].revents != 0) return;
      if (count > 0) {
        discard(netlink.get());
        pending = true;
      } else if (count == 0 && pending) {
        pending = false;
        changed();
      }
    }
  }
};

Result<std::unique_ptr<NetworkWatch>> NetworkWatch::start(std::function<void()> changed, std::chrono::milliseconds settle) {
  auto netlink = open_netlink();
  WatchDescriptor stop(::eventfd(0, EFD_CLOEXEC));
  if (netlink.get() < 0 || stop.get() < 0)
    return fail(ErrorCode::io, std::string("The system does not tell of network changes (") + std::strerror(errno) +
                                   "). Sending goes on by time, and with \"sync now\".");
  auto impl =
      std::make_unique<Impl>(Impl{.netlink = std::move(netlink), .stop = std::move(stop), .changed = std::move(changed), .settle = settle});
  impl->thread = std::thread([raw = impl.get()] { raw->watch(); });
  return std::unique_ptr<NetworkWatch>(new NetworkWatch(std::move(impl)));
}

NetworkWatch::NetworkWatch(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

NetworkWatch::~NetworkWatch() {
  const std::uint64_t one = 1;
  static_cast<void>(::write(impl_->stop.get(), &one, sizeof one));
  impl_->thread.join();
}

} // namespace pilotage::sync
