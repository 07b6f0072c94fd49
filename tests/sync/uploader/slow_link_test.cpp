// A link that takes its time: what the system holds for it is still on its way, and a large body may be long in coming to the server.
#include "sync/uploader/pilot.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace pilotage;
using namespace pilotage::tests;

namespace {

// Takes what is posted piece by piece, with a pause after each; the probe is answered at once. Plain HTTP, one connection after the other.
class SlowReader {
public:
  struct Pace {
    std::size_t piece = std::size_t{64} << 10;
    std::chrono::milliseconds pause{40};
    std::chrono::milliseconds before_answer{0};
    std::size_t stops_at = SIZE_MAX; // of the body: no more is read from here on
  };

  explicit SlowReader(Pace pace) : pace_(pace), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const int small = 64 << 10; // a large one would take the whole body at once
    ::setsockopt(listener_, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), length) == 0);
    REQUIRE(::listen(listener_, 8) == 0);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve_all(); });
  }
  SlowReader(const SlowReader&) = delete;
  SlowReader& operator=(const SlowReader&) = delete;
  ~SlowReader() {
    ending_ = true;
    thread_.join();
    ::close(listener_);
  }

  std::string origin() const { return "http://127.0.0.1:" + std::to_string(port_); }

private:
  const Pace pace_;
  const int listener_;
  int port_ = 0;
  std::atomic<bool> ending_ = false;
  std::thread thread_;

  void serve_all() {
    while (!ending_) {
      pollfd readable{.fd = listener_, .events = POLLIN, .revents = 0};
      if (::poll(&readable, 1, 20) <= 0) continue;
      const int socket = ::accept(listener_, nullptr, nullptr);
      if (socket < 0) continue;
      while (!ending_ && serve(socket)) {}
      ::close(socket);
    }
  }

  // One request; false at the connection's end.
  bool serve(int socket) {
    std::string got;
    std::size_t head = 0;
    while ((head = got.find("\r\n\r\n")) == std::string::npos)
      if (!read(socket, got)) return false;
    if (got.starts_with("HEAD")) return write(socket, "HTTP/1.1 204 No Content\r\nX-OpenRosa-Version: 1.0\r\n\r\n");
    if (got.contains("Expect:")) write(socket, "HTTP/1.1 100 Continue\r\n\r\n");
    const auto length = got.find("Content-Length: ");
    const std::size_t body = std::stoul(got.substr(length + 16));
    std::size_t taken = got.size() - head - 4;
    for (std::string piece; taken < body; piece.clear()) {
      if (taken >= pace_.stops_at) {
        while (!ending_) std::this_thread::sleep_for(std::chrono::milliseconds(10));
        return false;
      }
      if (!read(socket, piece)) return false;
      taken += piece.size();
      std::this_thread::sleep_for(pace_.pause);
    }
    std::this_thread::sleep_for(pace_.before_answer);
    return write(socket, "HTTP/1.1 201 Created\r\nX-OpenRosa-Version: 1.0\r\nContent-Length: 0\r\n\r\n");
  }

  bool read(int socket, std::string& into) const {
    std::string buffer(pace_.piece, '\0');
    while (!ending_) {
      pollfd readable{.fd = socket, .events = POLLIN, .revents = 0};
      if (::poll(&readable, 1, 20) == 0) continue;
      const auto count = ::recv(socket, buffer.data(), buffer.size(), 0);
      if (count <= 0) return false;
      into.append(buffer, 0, static_cast<std::size_t>(count));
      return true;
    }
    return false;
  }

  static bool write(int socket, std::string_view bytes) {
    return ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
  }
};

struct Film : Pilot {
  explicit Film(std::size_t bytes) {
    outbox.add("a");
    outbox.attach("a", "film.mp4", file("film.mp4", bytes));
    CHECK(outbox.mark_accepted("a", {}).has_value());
  }
  MemoryOutbox::Entry sent_to(const SlowReader& server, std::int64_t idle_ms) {
    auto here = options();
    here.timeouts.idle_ms = idle_ms;
    CHECK(sync::drain_once(outbox, {.id = "pilot", .server = server_at(server.origin())}, here).has_value());
    return outbox.entry("a");
  }
};

} // namespace

TEST_CASE("a link on which the system's own queue still gets shorter is not idle") {
  Film film(2'000'000);
  const SlowReader server({.pause = std::chrono::milliseconds(60)}); // two seconds and more
  CHECK(film.sent_to(server, 250).state == "sent");
}

TEST_CASE("the answer to a large body may take longer than the answer to a small one") {
  Film film(100'000);
  const SlowReader server({.pause = std::chrono::milliseconds(1), .before_answer = std::chrono::milliseconds(1'500)});
  CHECK(film.sent_to(server, 600).state == "sent");
}

TEST_CASE("a link that stands still is given up, whatever is left in the system's queue") {
  Film film(2'000'000);
  const SlowReader server({.pause = std::chrono::milliseconds(1), .stops_at = 300'000});
  const auto began = std::chrono::steady_clock::now();
  const auto entry = film.sent_to(server, 200);
  CHECK(entry.state == "waiting");
  CHECK(entry.failure->code == ErrorCode::timeout);
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(10));
}
