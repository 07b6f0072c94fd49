// A resource that throws is a defect of ours: whoever asked gets 500 and a sentence, everybody else is served as before.
#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

#include "sync/endpoint/http/server.h"
#include "sync/endpoint/http_client.h"
#include "sync/endpoint/storage/told.h"
#include "sync/endpoint/storage/worker_pool.h"

using namespace pilotage;
using namespace pilotage::test;
using namespace pilotage::endpoint;

namespace {

class Failing : public Exchange {
public:
  enum class At { body, end, after_reply, worker, dropped };
  Failing(At at, WorkerPool& workers) : at_(at), workers_(workers) {}

  std::optional<Response> receive(std::string_view) override {
    if (at_ == At::body) throw std::runtime_error("in the body");
    return std::nullopt;
  }
  void finish(Reply reply) override {
    if (at_ == At::worker) return workers_.post([reply = std::move(reply)] { throw std::runtime_error("on a worker"); });
    if (at_ == At::after_reply) reply(text_response(201, "stored"));
    if (at_ != At::dropped) throw std::runtime_error("at the end");
  }

private:
  At at_;
  WorkerPool& workers_;
};

Begin failing(Failing::At at, WorkerPool& workers) {
  return [at, &workers](const Request&) -> std::expected<std::unique_ptr<Exchange>, Response> {
    return std::make_unique<Failing>(at, workers);
  };
}

} // namespace

TEST_CASE("wherever a resource throws, its client reads that the server failed, and the server serves on") {
  std::atomic<int> failures = 0;
  const auto count = [&](const std::exception&) { ++failures; };
  WorkerPool workers(1, count);
  Router router;
  router.add("POST", "/headers",
             [](const Request&) -> std::expected<std::unique_ptr<Exchange>, Response> { throw std::runtime_error("at the headers"); });
  router.add("POST", "/body", failing(Failing::At::body, workers));
  router.add("POST", "/end", failing(Failing::At::end, workers));
  router.add("POST", "/after_reply", failing(Failing::At::after_reply, workers));
  router.add("POST", "/worker", failing(Failing::At::worker, workers));
  router.add("POST", "/dropped", failing(Failing::At::dropped, workers));
  router.add("GET", "/hello", answer([](const Request&) { return text_response(200, "hello"); }));
  auto server = HttpServer::start({}, router, {}, {}, count);
  REQUIRE(server);
  HttpClient client; // one connection for all: a failure does not cost it
  int expected = 0;
  for (const std::string where : {"headers", "body", "end", "after_reply", "worker", "dropped"}) {
    INFO(where);
    const auto answered = client.send("POST", (*server)->url() + "/" + where, "text/plain", std::string(100'000, 'x'));
    CHECK(answered.status == (where == "after_reply" ? 201 : 500));
    if (answered.status == 500) CHECK(answered.body.starts_with("The server failed"));
    if (where != "dropped") ++expected;
    CHECK(client.get((*server)->url() + "/hello").status == 200);
  }
  (*server)->stop(std::chrono::seconds(5)); // nobody is left asleep
  CHECK(failures == expected);
}

TEST_CASE("a sender that throws keeps no other from being told") {
  int told_of = 0;
  for (const bool throws : {true, false}) {
    const bool reached = told(
        [&](const Result<StoredSubmission>&) {
          ++told_of;
          if (throws) throw std::runtime_error("while being told");
        },
        StoredSubmission{});
    CHECK(reached != throws);
  }
  CHECK(told_of == 2);
}
