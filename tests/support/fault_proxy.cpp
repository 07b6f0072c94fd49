#include "support/fault_proxy.h"

#include <poll.h>

#include <algorithm>
#include <list>
#include <vector>

#include "support/proxied_connection.h"

namespace pilotage::tests {

namespace {

// So often the loop looks whether the test is over.
constexpr std::chrono::milliseconds kLongestSleep{50};

} // namespace

struct FaultProxy::Loop {
  FaultProxy& proxy;
  SharedLink shared;
  std::list<ProxiedConnection> connections = {};

  void run() {
    while (!proxy.ending_) {
      wait();
      const auto now = FaultClock::now();
      for (auto& connection : connections) connection.move(now);
      std::erase_if(connections, [](const auto& connection) { return connection.is_over(); });
    }
  }

  void wait() {
    const auto now = FaultClock::now();
    std::vector<pollfd> watched = {{.fd = proxy.listener_.get(), .events = POLLIN, .revents = 0}};
    auto until = now + kLongestSleep;
    for (const auto& connection : connections) {
      connection.watch(watched, now);
      if (const auto next = connection.next(now)) until = std::min(until, *next);
    }
    const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(until - now).count();
    const timespec timeout{.tv_sec = 0, .tv_nsec = static_cast<long>(nanoseconds)};
    if (::ppoll(watched.data(), watched.size(), &timeout, nullptr) > 0 && watched.front().revents != 0) accept_one();
  }

  void accept_one() {
    OpenSocket client(::accept4(proxy.listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client.is_open()) return;
    const auto number = proxy.connections_++;
    connections.emplace_back(std::move(client), proxy.server_port_, proxy.plan_ ? proxy.plan_(number) : Passage{}, shared);
  }
};

FaultProxy::FaultProxy(int server_port, Link link, Plan plan)
    : server_port_(server_port), link_(link), plan_(std::move(plan)), listener_(OpenSocket::listening()), port_(listener_.port()) {
  thread_ =
      std::thread([this] { Loop{.proxy = *this, .shared = {.link = link_, .bytes_up = bytes_up_, .bytes_down = bytes_down_}}.run(); });
}

FaultProxy::~FaultProxy() {
  ending_ = true;
  thread_.join();
}

} // namespace pilotage::tests
