// A large attachment over a link that breaks again and again, at bytes that nobody chose: the upload goes on where it stopped, whatever of
// the two ends was started again meanwhile, and (nearly) no byte goes twice. The real store, the real endpoint, a bad network between.
#include <doctest/doctest.h>

#include <fstream>
#include <random>

#include "client/store/attachments.h"
#include "client/store/database.h"
#include "client/store/outbox.h"
#include "client/store/projects.h"
#include "client/store/response.h"
#include "faults/disk_in_memory.h"
#include "faults/without_grace.h"
#include "support/fault_proxy.h"
#include "support/temporary_directory.h"
#include "support/throwaway_authority.h"
#include "sync/endpoint/campaign.h"
#include "sync/protocol/content_hash.h"
#include "sync/uploader/uploader.h"

using namespace pilotage;
using namespace pilotage::tests;

namespace {

template <typename T>
T must(Result<T> result) {
  if (!result) FAIL(result.error().to_string());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

constexpr std::size_t kFilm = 2'000'000;
// Quick for a test, and slow enough for the endpoint to have read what came before the next cut.
constexpr Link kLink{.delay = {}, .bytes_per_second = 1'000'000};

std::string noise(std::mt19937_64& random, std::size_t size) {
  std::string bytes(size, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

class LongUpload {
public:
  // Each connection carries between kShortest and kLongest bytes to the endpoint, and then breaks as `ending` says.
  LongUpload(bool tls, Ending ending, std::uint64_t seed)
      : in_memory_(use_disk_in_memory()), tls_(tls), random_(seed), film_(noise(random_, kFilm)), plain_(plain_endpoint()),
        proxy_(port(), kLink, [this, ending](std::uint64_t) {
          std::uniform_int_distribution<std::uint64_t> bytes(kShortest, kLongest);
          return Passage{.cut = Cut{.way = Way::up, .after_bytes = bytes(random_), .ending = ending}};
        }) {
    std::ofstream(campaign_.directory.path() / "ca.pem") << test::throwaway_authority().ca;
    finalize();
  }

  static constexpr std::uint64_t kShortest = 1'000;
  static constexpr std::uint64_t kLongest = 400'000;

  // Every attempt is a new program on the laptop: it knows what is in the store.
  bool attempt() {
    auto store = open();
    store::StoreOutbox outbox(store);
    const auto summary = must(sync::drain_once(outbox, {.id = "1", .server = server()}, options_));
    CHECK(summary.parked == 0);
    return summary.waiting == 0;
  }
  void until_sent() {
    for (int i = 0; i < 200; ++i) {
      if (attempt()) return;
      if (i == restart_after_) restart();
    }
    FAIL("the upload did not come to its end");
  }
  void restart_after(int attempts) { restart_after_ = attempts; }

  std::uint64_t cuts() const { return proxy_.connections() - 1; }
  std::uint64_t bytes_on_the_wire() const { return proxy_.bytes_up(); }

  void expect_at_the_endpoint() {
    const auto all = must(campaign_.server->storage().submissions_after(1, "", 0, 10, std::size_t{1} << 30));
    REQUIRE(all.size() == 1);
    REQUIRE(all[0].files.size() == 1);
    CHECK(all[0].files[0].sha256 == sync::sha256_hex(film_));
    CHECK(campaign_.coordinator()
              .get(campaign_.project() + "/forms/visit/submissions/" + test::numbered_id(1) + "/attachments/film.mp4")
              .body == film_);
    auto store = open();
    CHECK(must(store::Responses(store).find(test::numbered_id(1))).state == store::ResponseState::confirmed);
  }

private:
  bool in_memory_;
  const bool tls_;
  std::mt19937_64 random_;
  const std::string film_;
  TemporaryDirectory laptop_;
  test::Campaign campaign_{without_grace()};
  std::unique_ptr<endpoint::Endpoint> plain_; // on the same data, without TLS
  FaultProxy proxy_;
  sync::UploaderOptions options_ = {};
  int restart_after_ = -1;

  store::Store open() const { return must(store::Store::open(laptop_ / "data")); }

  std::unique_ptr<endpoint::Endpoint> plain_endpoint() {
    return must(endpoint::Endpoint::start(without_grace(), must(endpoint::DataDirectory::open(campaign_.directory.path() / "data"))));
  }
  int port() const {
    const std::string url = tls_ ? campaign_.server->url() : plain_->url();
    return std::stoi(url.substr(url.rfind(':') + 1));
  }
  void restart() {
    plain_.reset();
    campaign_.restart();
    plain_ = plain_endpoint();
    proxy_.set_server_port(port());
  }
  sync::Server server() const {
    const std::string origin = (tls_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(proxy_.port());
    return {.url = origin + "/v1/key/" + campaign_.collector_token.secret + "/projects/1",
            .ca_file = (campaign_.directory.path() / "ca.pem").string(),
            .allow_plain_http_on_loopback = true};
  }

  void finalize() {
    auto store = open();
    store.database().run("INSERT INTO forms (project, form_id, version, title, languages, xform, hash, md5, bundle_hash, current, "
                         "installed_at) VALUES (1, 'visit', '1', 'A visit', '', x'00', '', '', '', 1, 0)");
    const store::FormKey form{store.database().last_id()};
    store::Responses responses(store);
    const auto id = must(responses.create({.form = form, .instance_id = test::numbered_id(1), .language = ""}));
    must(store::ResponseAttachments(store).add(id, "film.mp4", film_));
    must(responses.finalize(id, test::visit(test::numbered_id(1), "yes", "film.mp4"), "", {"film.mp4"}));
    must(responses.queue(id));
  }
};

// What a cut may cost beside the film: a connection's greeting, the headers of a few requests, and under TLS the record that was cut.
constexpr std::uint64_t kTalk = 4'000;
constexpr std::uint64_t kTalkUnderTls = 8'000 + 16'384;
// A reset also takes what had come and lay unread at the endpoint: nearly nothing on such a link, more where the machine is busy.
constexpr std::uint64_t kUnread = 64'000;

void expect_nearly_nothing_twice(const LongUpload& upload, std::uint64_t of_a_cut) {
  CHECK(upload.cuts() >= 5);
  CHECK(upload.bytes_on_the_wire() >= kFilm);
  CHECK(upload.bytes_on_the_wire() <= kFilm + (upload.cuts() + 1) * of_a_cut);
}

} // namespace

TEST_CASE("an upload that is cut short again and again goes on each time, and no byte that arrived goes twice") {
  for (const bool tls : {false, true}) {
    CAPTURE(tls);
    LongUpload upload(tls, Ending::close, 1);
    upload.until_sent();
    upload.expect_at_the_endpoint();
    expect_nearly_nothing_twice(upload, tls ? kTalkUnderTls : kTalk);
  }
}

TEST_CASE("the same with resets, and the endpoint started again in the middle") {
  for (const bool tls : {false, true}) {
    CAPTURE(tls);
    LongUpload upload(tls, Ending::reset, 2);
    upload.restart_after(3);
    upload.until_sent();
    upload.expect_at_the_endpoint();
    expect_nearly_nothing_twice(upload, kUnread + (tls ? kTalkUnderTls : kTalk));
  }
}
