// The HTTP server under clients that mean no good, or simply have a bad line.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "support/throwaway_authority.h"
#include "sync/endpoint/http/body_stream.h"
#include "sync/endpoint/http/server.h"
#include "sync/endpoint/http_client.h"
#include "sync/endpoint/raw_connection.h"

using namespace pilotage;
using namespace pilotage::test;
using namespace pilotage::endpoint;

namespace {

Router small_site() {
  Router router;
  router.add("GET", "/hello", answer([](const Request&) { return text_response(200, "hello"); }));
  router.add("GET", "/echo/{text}", answer([](const Request& request) { return text_response(200, request.capture("text")); }));
  router.add("POST", "/length",
             answer_with_body(
                 1'000'000, [](const Request&) { return std::nullopt; },
                 [](const Request&, std::string_view body) { return text_response(200, std::to_string(body.size())); }));
  return router;
}

// Answers from another thread, after the test says so.
class Later : public Exchange {
public:
  explicit Later(std::shared_future<void> go) : go_(std::move(go)) {}
  ~Later() override {
    if (worker_.joinable()) worker_.join(); // a server that stops asks for nothing
  }
  std::optional<Response> receive(std::string_view) override { return std::nullopt; }
  void finish(Reply reply) override {
    worker_ = std::thread([go = go_, reply = std::move(reply)] {
      go.wait();
      reply(text_response(200, "late"));
    });
  }

private:
  std::shared_future<void> go_;
  std::thread worker_;
};

// A router with /stream, whose answer comes in pieces by this function, each made on a thread of its own.
Router streaming_site(const std::function<NextPiece()>& pieces) {
  Router router;
  router.add("GET", "/stream", answer([=](const Request&) {
               Response response{.status = 200, .headers = {}, .body = {}, .file = {}};
               response.stream = stream_of(pieces(), [](std::function<void()> work) { std::thread(std::move(work)).detach(); });
               return response;
             }));
  return router;
}

// These pieces; then it ends, or fails where `fails` says so.
Router streaming_site(const std::vector<std::string>& pieces, bool fails) {
  return streaming_site([=] {
    return [=, next = std::size_t{0}]() mutable -> Result<std::string> {
      if (next < pieces.size()) return pieces[next++];
      if (fails) return fail(ErrorCode::io, "The disk is gone.");
      return std::string();
    };
  });
}

// A server with POST /gated/0 to /gated/2: each waits between a request's headers and its body until its gate is opened, so that the
// server finds in one piece what a client sends meanwhile.
class GatedSite {
public:
  GatedSite() {
    ServerOptions options;
    options.threads = 6; // a closed gate holds one
    options.idle_timeout = options.header_timeout = std::chrono::hours(1);
    router_.add("POST", "/gated/{gate}",
                answer_with_body(
                    1000,
                    [this](const Request& request) -> std::optional<Response> {
                      Gate& gate = gates_.at(std::stoul(std::string(request.capture("gate"))));
                      gate.reached.set_value();
                      gate.opened.get_future().wait();
                      return std::nullopt;
                    },
                    [](const Request&, std::string_view body) { return text_response(200, body); }));
    auto started = HttpServer::start(std::move(options), router_, [this](const Served& request) {
      const std::lock_guard lock(mutex_);
      served_.push_back(request.status);
      one_more_.notify_all();
    });
    REQUIRE(started);
    server = std::move(*started);
  }
  ~GatedSite() { server.reset(); } // before what its threads use

  // Of a request with 10 bytes; then the server waits at the gate.
  void send_headers(const RawConnection& client, std::size_t gate) {
    REQUIRE(client.send("POST /gated/" + std::to_string(gate) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"));
    gates_.at(gate).reached.get_future().wait();
  }
  void hang_up_in_a_body(std::size_t gate, RawConnection::Farewell farewell) {
    RawConnection gone(server->port());
    send_headers(gone, gate);
    REQUIRE(gone.send("12345"));
    gone.hang_up(farewell);
  }
  void open(std::size_t gate) { gates_.at(gate).opened.set_value(); }
  // The statuses of the first requests that are over.
  std::vector<int> await_served(std::size_t count) {
    std::unique_lock lock(mutex_);
    one_more_.wait(lock, [&] { return served_.size() >= count; });
    return served_;
  }

  std::unique_ptr<HttpServer> server;

private:
  struct Gate {
    std::promise<void> reached;
    std::promise<void> opened;
  };
  std::array<Gate, 3> gates_;
  Router router_;
  std::mutex mutex_;
  std::condition_variable one_more_;
  std::vector<int> served_;
};

} // namespace

TEST_CASE("routes, captures and methods") {
  const Router router = small_site();
  auto server = HttpServer::start({}, router);
  REQUIRE(server);
  const std::string url = (*server)->url();
  HttpClient client;
  CHECK(client.get(url + "/hello").body == "hello\n");
  CHECK(client.get(url + "/echo/a%2Fb%20c").body == "a/b c\n");
  CHECK(client.get(url + "/echo/").status == 404);
  CHECK(client.get(url + "/nothing").status == 404);
  const Answer wrong = client.send("POST", url + "/hello", "text/plain", "x");
  CHECK(wrong.status == 405);
  CHECK(wrong.header("allow") == "GET");
  CHECK(client.head(url + "/hello").status == 200);
  CHECK(client.send("POST", url + "/length", "text/plain", std::string(999'999, 'x')).body == "999999\n");
  CHECK(client.send("POST", url + "/length", "text/plain", std::string(1'000'001, 'x')).status == 413);
}

TEST_CASE("who sends far too much without looking up still reads why it was refused") {
  const Router router = small_site();
  auto server = HttpServer::start({}, router);
  REQUIRE(server);
  const RawConnection client((*server)->port());
  CHECK(client.send("POST /length HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n"));
  const timeval patience{.tv_sec = 1, .tv_usec = 0};
  ::setsockopt(client.descriptor(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  const std::string chunk = "100000\r\n" + std::string(0x100000, 'x') + "\r\n";
  int sent = 0;
  while (sent < 1000 && client.send(chunk)) ++sent;
  CHECK(sent < 1000); // nobody takes it any more
  CHECK(client.read_all().starts_with("HTTP/1.1 413"));
  // One that lingers does not hold up the end.
  const RawConnection other((*server)->port());
  CHECK(other.send("POST /length HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n"));
  ::setsockopt(other.descriptor(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  while (other.send(chunk)) {}
  (*server)->stop(std::chrono::hours(1));
}

TEST_CASE("an answer may come later, and stop() waits for it") {
  std::promise<void> go;
  const std::shared_future<void> gone = go.get_future().share();
  Router router;
  std::promise<void> begun;
  router.add("GET", "/later", [&](const Request&) -> std::expected<std::unique_ptr<Exchange>, Response> {
    begun.set_value();
    return std::make_unique<Later>(gone);
  });
  auto server = HttpServer::start({}, router);
  REQUIRE(server);
  auto answer = std::async(std::launch::async, [url = (*server)->url()] { return HttpClient().get(url + "/later"); });
  begun.get_future().wait();
  auto stopped = std::async(std::launch::async, [&] { (*server)->stop(std::chrono::seconds(20)); });
  go.set_value();
  stopped.wait();
  CHECK(answer.get().body == "late\n");
}

TEST_CASE("an answer that is made while it is sent comes whole, or is seen to be cut off") {
  const std::vector<std::string> pieces = {"one ", std::string(300'000, 'x'), " three"};
  const Router good = streaming_site(pieces, false);
  auto server = HttpServer::start({}, good);
  REQUIRE(server);
  HttpClient client;
  for (int i = 0; i < 3; ++i) { // on one connection
    const Answer answer = client.get((*server)->url() + "/stream");
    CHECK(answer.whole);
    CHECK(answer.body == pieces[0] + pieces[1] + pieces[2]);
  }
  CHECK(client.head((*server)->url() + "/stream").status == 200);
  const Router bad = streaming_site(pieces, true);
  auto failing = HttpServer::start({}, bad);
  REQUIRE(failing);
  const Answer cut = client.get((*failing)->url() + "/stream");
  CHECK(cut.status == 200);
  CHECK_FALSE(cut.whole);
}

TEST_CASE("a server that stops waits for the piece that is being made, and cuts off the rest") {
  std::promise<void> go;
  std::promise<void> asked;
  std::once_flag once;
  const Router endless = streaming_site([&, gone = go.get_future().share()] {
    return [&, gone]() -> Result<std::string> {
      std::call_once(once, [&] { asked.set_value(); });
      gone.wait();
      return std::string(100'000, 'x');
    };
  });
  auto server = HttpServer::start({}, endless);
  REQUIRE(server);
  auto answer = std::async(std::launch::async, [url = (*server)->url()] { return HttpClient().get(url + "/stream"); });
  asked.get_future().wait();
  auto stopped = std::async(std::launch::async, [&] { (*server)->stop(std::chrono::milliseconds(0)); });
  go.set_value();
  stopped.wait();
  CHECK_FALSE(answer.get().whole);
}

TEST_CASE("stopping while clients come and go ends neither the process nor leaves a descriptor open") {
  const Router router = small_site();
  const auto open_descriptors = [] {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all));
  };
  const auto before = open_descriptors();
  for (int round = 0; round < 100; ++round) {
    ServerOptions options;
    options.threads = 4;
    auto server = HttpServer::start(options, router);
    REQUIRE(server);
    const int port = (*server)->port();
    std::atomic<bool> go = true;
    std::vector<std::thread> crowd;
    for (int i = 0; i < 3; ++i)
      crowd.emplace_back([&go, port] {
        while (go) {
          const int client = ::socket(AF_INET, SOCK_STREAM, 0);
          sockaddr_in address{};
          address.sin_family = AF_INET;
          address.sin_port = htons(static_cast<std::uint16_t>(port));
          address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
          if (::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) go = false;
          ::close(client);
        }
      });
    (*server)->stop(std::chrono::milliseconds(0));
    for (std::thread& client : crowd) client.join(); // each of them was refused at last
  }
  CHECK(open_descriptors() == before);
}

TEST_CASE("stopping while requests come that wait for their answers ends every one of them, and not the process") {
  std::promise<void> open;
  open.set_value();
  Router router;
  router.add("GET", "/later", [go = open.get_future().share()](const Request&) { return std::make_unique<Later>(go); });
  for (int round = 0; round < 20; ++round) {
    ServerOptions options;
    options.threads = 4;
    auto server = HttpServer::start(options, router);
    REQUIRE(server);
    std::atomic<int> answered = 0;
    std::vector<std::thread> crowd;
    for (int i = 0; i < 6; ++i)
      crowd.emplace_back([&answered, client = std::make_unique<RawConnection>((*server)->port())] {
        while (client->send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n") && client->read_until("late\n").ends_with("late\n")) ++answered;
      });
    while (answered < 50) std::this_thread::yield();
    (*server)->stop(std::chrono::milliseconds(0));
    for (std::thread& client : crowd) client.join();
  }
}

TEST_CASE("headers that drip in, and bodies that never come, are cut off; who still listens reads why") {
  const Router router = small_site();
  ServerOptions options;
  options.header_timeout = std::chrono::seconds(1);
  options.idle_timeout = std::chrono::seconds(2);
  auto server = HttpServer::start(options, router);
  REQUIRE(server);
  const RawConnection drip((*server)->port());
  REQUIRE(drip.send("GET /hello HTTP/1.1\r\nHost: x\r\n"));
  while (drip.send("X")) std::this_thread::sleep_for(std::chrono::milliseconds(50)); // ends only when the server closes
  const RawConnection half((*server)->port());
  REQUIRE(half.send("GET /hello HTTP/1.1\r\nHost: x\r\nX"));
  const std::string answer = half.read_all();
  CHECK(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n"));
  CHECK(answer.find("\r\n\r\nThe request came too slowly. Send it again.") != std::string::npos);
  const RawConnection silent((*server)->port());
  REQUIRE(silent.send("POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345"));
  CHECK(silent.read_all().find("200 OK") == std::string::npos);
  CHECK(HttpClient().get((*server)->url() + "/hello").status == 200);
}

TEST_CASE("a connection that is kept for the next request is closed without a word: that would be taken for the next answer") {
  const Router router = small_site();
  ServerOptions options;
  options.header_timeout = std::chrono::seconds(1);
  auto server = HttpServer::start(options, router);
  REQUIRE(server);
  const RawConnection client((*server)->port());
  REQUIRE(client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"));
  const std::string all = client.read_all();
  CHECK(all.starts_with("HTTP/1.1 200 "));
  CHECK(all.find("408") == std::string::npos);
}

TEST_CASE("who hangs up in the middle of a body neither keeps a place nor holds up the end") {
  GatedSite site;
  site.hang_up_in_a_body(0, RawConnection::Farewell::polite);
  site.hang_up_in_a_body(1, RawConnection::Farewell::rude);
  site.open(0);
  site.open(1);
  CHECK(site.await_served(2) == std::vector{0, 0});
  site.hang_up_in_a_body(2, RawConnection::Farewell::polite);
  auto stopped = std::async(std::launch::async, [&] { site.server->stop(std::chrono::hours(1)); });
  site.open(2);
  stopped.wait();
  CHECK(site.await_served(3) == std::vector{0, 0, 0});
}

TEST_CASE("who has sent a whole request and then only listens is answered, however long that takes") {
  GatedSite site;
  const RawConnection listening(site.server->port());
  site.send_headers(listening, 0);
  REQUIRE(listening.send("1234567890"));
  listening.end_sending();
  site.hang_up_in_a_body(1, RawConnection::Farewell::polite);
  site.open(1);
  CHECK(site.await_served(1) == std::vector{0}); // who is gone has been looked for, in both
  site.open(0);
  CHECK(listening.read_all().ends_with("\r\n\r\n1234567890\n"));
}

TEST_CASE("headers without end and garbage are refused in bounded memory") {
  const Router router = small_site();
  auto server = HttpServer::start({}, router);
  REQUIRE(server);
  const RawConnection endless((*server)->port());
  endless.send("GET /hello HTTP/1.1\r\nHost: x\r\n");
  std::size_t sent = 0;
  while (sent < 100'000'000 && endless.send("X-Header: 0123456789012345678901234567890123456789\r\n")) sent += 52;
  CHECK(sent < 20'000'000);
  const RawConnection many((*server)->port()); // more than has room, but less than the kernel holds: the answer can be read
  std::string headers = "GET /hello HTTP/1.1\r\nHost: x\r\n";
  while (headers.size() < 100'000) headers += "X-Header: 0123456789012345678901234567890123456789\r\n";
  many.send(headers);
  CHECK(many.read_all().starts_with("HTTP/1.1 431 "));
  for (const char* garbage :
       {"\r\n\r\n\r\n", "GET\r\n\r\n", "\x16\x03\x01\x02\x01", "GET /hello HTTP/9.9\r\n\r\n",
        "GET hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
        "POST /length HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
    const RawConnection connection((*server)->port());
    connection.send(garbage);
  }
  CHECK(HttpClient().get((*server)->url() + "/hello").status == 200);
}

TEST_CASE("what keeps the server from starting is said") {
  const Router router = small_site();
  auto server = HttpServer::start({}, router);
  REQUIRE(server);
  ServerOptions taken;
  taken.port = (*server)->port();
  CHECK(HttpServer::start(taken, router).error().code == ErrorCode::conflict);
  ServerOptions open;
  open.address = "0.0.0.0";
  CHECK(HttpServer::start(open, router).error().code == ErrorCode::refused);
  open.proxies = *TrustedProxies::parse({"127.0.0.1"});
  CHECK(HttpServer::start(open, router));
  ServerOptions mismatch;
  mismatch.certificate = throwaway_authority().certificate;
  mismatch.key = throwaway_authority().ca;
  CHECK(HttpServer::start(mismatch, router).error().code == ErrorCode::malformed);
}

TEST_CASE("a client that does not know the authority does not get in, nor does one without TLS") {
  const Router router = small_site();
  ServerOptions options;
  options.certificate = throwaway_authority().certificate;
  options.key = throwaway_authority().key;
  auto server = HttpServer::start(options, router);
  REQUIRE(server);
  CHECK(HttpClient().get((*server)->url() + "/hello").status == 0);
  CHECK(HttpClient(throwaway_authority().ca).get((*server)->url() + "/hello").status == 200);
  CHECK(HttpClient().get("http://127.0.0.1:" + std::to_string((*server)->port()) + "/hello").status == 0);
}
