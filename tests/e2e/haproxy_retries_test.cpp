// What HAProxy sends again, by the example in docs/deploy, where an endpoint takes a request and ends without an answer.
#include <doctest/doctest.h>
#include <poll.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "e2e/haproxy.h"
#include "support/free_port.h"
#include "support/open_socket.h"
#include "support/throwaway_authority.h"
#include "sync/endpoint/campaign.h"
#include "sync/endpoint/http_client.h"

using namespace pilotage;
using namespace pilotage::tests;
using test::HttpClient;
using test::throwaway_authority;

namespace {

// Takes every request and dies of it, but for those that ask whether it lives.
class DyingEndpoint {
public:
  DyingEndpoint() : thread_([this] { run(); }) {}
  ~DyingEndpoint() {
    ending_ = true;
    thread_.join();
  }
  int port() const { return socket_.port(); }
  int taken(const std::string& first_words) {
    const std::lock_guard lock(mutex_);
    return static_cast<int>(std::ranges::count_if(requests_, [&](const std::string& r) { return r.starts_with(first_words); }));
  }

private:
  void run() {
    while (!ending_) {
      pollfd waiting{.fd = socket_.get(), .events = POLLIN, .revents = 0};
      if (::poll(&waiting, 1, 20) == 1) serve(OpenSocket(::accept(socket_.get(), nullptr, nullptr)));
    }
  }
  void serve(const OpenSocket& client) {
    std::string request;
    char bytes[4096];
    while (request.find("\r\n\r\n") == std::string::npos) {
      const ssize_t size = ::recv(client.get(), bytes, sizeof bytes, 0);
      if (size <= 0) return;
      request.append(bytes, static_cast<std::size_t>(size));
    }
    if (request.find("/healthz ") != std::string::npos) {
      const std::string_view well = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      ::send(client.get(), well.data(), well.size(), MSG_NOSIGNAL);
      return;
    }
    const std::lock_guard lock(mutex_);
    requests_.push_back(std::move(request));
  }

  OpenSocket socket_ = OpenSocket::listening();
  std::atomic<bool> ending_ = false;
  std::mutex mutex_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

} // namespace

TEST_CASE("HAProxy sends again what may be done twice, and nothing else") {
  if (!Haproxy::installed()) {
    MESSAGE("HAProxy is not installed (scripts/install test): left out");
    return;
  }
  const test::TemporaryDirectory directory;
  DyingEndpoint one;
  DyingEndpoint two;
  // Without TLS, and so HTTP/1.1: over HTTP/2 clients are told that nothing was taken, and repeat by themselves.
  const int port = free_port();
  Haproxy proxy(directory.path(), throwaway_authority().certificate + throwaway_authority().key, one.port(), two.port(),
                "    bind 127.0.0.1:" + std::to_string(port) + "\n");
  proxy.start();
  while (!OpenSocket::connected(port).is_open()) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const auto send = [&](const std::string& method, const std::string& path) { // each on a connection of its own: none is repeated by curl
    HttpClient client;
    client.send(method, "http://127.0.0.1:" + std::to_string(port) + path, "application/json", method == "GET" ? "" : "{}");
    const std::string first_words = method + " " + path + " ";
    return one.taken(first_words) + two.taken(first_words);
  };
  CHECK(send("GET", "/v1/projects") > 1);
  CHECK(send("POST", "/v1/projects/1/submission") > 1);
  CHECK(send("POST", "/v1/key/token/projects/1/submission?deviceID=a") > 1);
  CHECK(send("POST", "/v1/projects/1/batch") > 1);
  CHECK(send("POST", "/v1/projects/1/app-users") == 1);
  CHECK(send("POST", "/v1/projects/1/forms?publish=true") == 1);
  CHECK(send("POST", "/v1/projects/1/forms/f/submissions") == 1);
  CHECK(send("PATCH", "/v1/projects/1") == 1);
  CHECK(send("DELETE", "/v1/projects/1/app-users/5") == 1);
}
