// In a network of its own (a user and network namespace), where a test may pull the cable.
#include "sync/uploader/network_watch.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace pilotage::sync;

namespace {

constexpr int kNoNamespace = 77;

bool set_loopback(bool up) {
  const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  const bool asked = ::ioctl(socket, SIOCGIFFLAGS, &request) == 0;
  request.ifr_flags = static_cast<short>(up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP);
  const bool set = asked && ::ioctl(socket, SIOCSIFFLAGS, &request) == 0;
  ::close(socket);
  return set;
}

bool within_ten_seconds(const std::atomic<int>& calls, int wanted) {
  for (int i = 0; i < 2'000 && calls < wanted; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return calls == wanted;
}

// The child's exit code: 0 when the watch told of the change, once.
int watch_a_change() {
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return kNoNamespace;
  std::atomic<int> calls = 0;
  auto watch = NetworkWatch::start([&] { ++calls; }, std::chrono::milliseconds(50));
  if (!watch) return 1;
  if (!set_loopback(true)) return kNoNamespace;
  if (!within_ten_seconds(calls, 1)) return 2;
  set_loopback(false);
  return within_ten_seconds(calls, 2) ? 0 : 3;
}

} // namespace

TEST_CASE("a network that comes or goes is told, once each time") {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(watch_a_change());
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFEXITED(status));
  if (WEXITSTATUS(status) == kNoNamespace) {
    MESSAGE("skipped: this machine gives no network namespace");
    return;
  }
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("a watch ends at once though nothing changes") {
  auto watch = NetworkWatch::start([] {});
  REQUIRE(watch.has_value());
}
