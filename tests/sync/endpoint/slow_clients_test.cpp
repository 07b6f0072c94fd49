// Clients that hold connections and do not get on: each is ended, is told why where there is room for it, and its place is another's.
#include <doctest/doctest.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "sync/endpoint/http/server.h"
#include "sync/endpoint/http_client.h"
#include "sync/endpoint/raw_connection.h"

using namespace pilotage;
using namespace pilotage::test;
using namespace pilotage::endpoint;

namespace {

constexpr std::chrono::milliseconds kDrip(20); // between two bytes of a slow client: 50 a second
constexpr int kDrips = 1000;                   // after so many a test has failed

// A server that loses its patience within a second or two, and what it told of each request.
class ImpatientSite {
public:
  struct Told {
    std::string route;
    int status = 0;
  };

  explicit ImpatientSite(unsigned connections = 100) {
    ServerOptions options;
    options.threads = 2;
    options.connections = connections;
    options.idle_timeout = std::chrono::hours(1);
    options.header_timeout = options.body_grace = std::chrono::seconds(1);
    options.slowest_body = 1000;
    router_.add("GET", "/hello", answer([](const Request&) { return text_response(200, "hello"); }));
    router_.add("POST", "/length", answer_with_body(1'000'000, allow_everybody, length_of));
    router_.add("POST", "/closed",
                answer_with_body(1'000'000, [](const Request&) { return std::optional(text_response(403, "Nobody may.")); }, length_of));
    auto started = HttpServer::start(std::move(options), router_, [this](const Served& request) {
      const std::lock_guard lock(mutex_);
      told_.push_back({.route = std::string(request.route), .status = request.status});
      one_more_.notify_all();
    });
    REQUIRE(started);
    server = std::move(*started);
  }
  ~ImpatientSite() { server.reset(); } // before what its threads use

  // The first request that is over.
  Told await_first() {
    std::unique_lock lock(mutex_);
    REQUIRE(one_more_.wait_for(lock, kDrip * kDrips, [&] { return !told_.empty(); }));
    return told_.front();
  }

  std::unique_ptr<HttpServer> server;

private:
  static std::optional<Response> allow_everybody(const Request&) { return std::nullopt; }
  static Response length_of(const Request&, std::string_view body) { return text_response(200, std::to_string(body.size())); }

  Router router_;
  std::mutex mutex_;
  std::condition_variable one_more_;
  std::vector<Told> told_;
};

std::string post_head(const std::string& path) { return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"; }

// Whether the server says or does something within the time between two bytes.
bool stirs(const RawConnection& connection) {
  pollfd socket{.fd = connection.descriptor(), .events = POLLIN, .revents = 0};
  return ::poll(&socket, 1, static_cast<int>(kDrip.count())) > 0;
}

// Connections that a byte trickles into.
class Drips {
public:
  Drips(int port, std::size_t count, const std::string& beginning) {
    for (std::size_t i = 0; i < count; ++i) {
      lines_.push_back(std::make_unique<RawConnection>(port));
      lines_.back()->send(beginning);
    }
  }
  void drip() {
    for (const auto& line : lines_) line->send("x");
    std::this_thread::sleep_for(kDrip);
  }

private:
  std::vector<std::unique_ptr<RawConnection>> lines_;
};

} // namespace

TEST_CASE("a body that drips is refused with a sentence when its time is up, and one that gets on is not") {
  ImpatientSite site;
  const RawConnection drip(site.server->port());
  REQUIRE(drip.send(post_head("/length")));
  const RawConnection steady(site.server->port());
  REQUIRE(steady.send(post_head("/length")));
  const std::string piece(1000, 'x'); // 50,000 bytes a second
  std::size_t sent = 0;
  while (sent < 1'000'000 && !stirs(drip) && drip.send("x")) {
    REQUIRE(steady.send(piece));
    sent += piece.size();
  }
  REQUIRE(sent < 1'000'000);
  const std::string said = drip.read_all();
  CHECK(said.starts_with("HTTP/1.1 408 "));
  CHECK(said.ends_with("The request came too slowly. Send it again.\n"));
  const auto told = site.await_first();
  CHECK(told.status == 408);
  CHECK(told.route == "/length");
  REQUIRE(steady.send(std::string(1'000'000 - sent, 'x')));
  CHECK(steady.read_until("1000000\n").starts_with("HTTP/1.1 200 "));
}

TEST_CASE("a body that is refused anyhow, and drips, learns the reason that it was refused for") {
  ImpatientSite site;
  const RawConnection drip(site.server->port());
  REQUIRE(drip.send("POST /closed HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")); // short enough to be read to its end
  for (int i = 0; i < kDrips && !stirs(drip) && drip.send("x"); ++i) {}
  REQUIRE(stirs(drip));
  CHECK(drip.read_all().starts_with("HTTP/1.1 403 "));
  CHECK(site.await_first().status == 403);
}

TEST_CASE("a body that drips and then stops is cut off without a word, and told as one that took too long") {
  ImpatientSite site;
  const RawConnection silent(site.server->port());
  REQUIRE(silent.send(post_head("/length") + "12345"));
  const auto told = site.await_first();
  CHECK(told.status == 408);
  CHECK(told.route == "/length");
  CHECK(silent.read_all().empty());
}

TEST_CASE("where slow clients hold every place, who comes after them gets in, and no more places are made") {
  constexpr unsigned kPlaces = 4;
  for (const std::string& beginning : {std::string("GET /hello HTTP/1.1\r\nHost: x\r\nX-Header: "), post_head("/length")}) {
    CAPTURE(beginning);
    ImpatientSite site(kPlaces);
    std::future<Answer> honest;
    Drips drips(site.server->port(), kPlaces + 2, beginning);
    for (int i = 0; i < kDrips && site.server->open_connections() < kPlaces; ++i) drips.drip();
    REQUIRE(site.server->open_connections() == kPlaces);
    honest = std::async(std::launch::async, [url = site.server->url()] { return HttpClient().get(url + "/hello"); });
    std::size_t most = 0;
    for (int i = 0; i < kDrips && honest.wait_for(std::chrono::seconds(0)) != std::future_status::ready; ++i) {
      most = std::max(most, site.server->open_connections());
      drips.drip();
    }
    REQUIRE(honest.wait_for(std::chrono::seconds(0)) == std::future_status::ready);
    CHECK(honest.get().status == 200);
    CHECK(most == kPlaces);
  }
}
