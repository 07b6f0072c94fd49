// A conversation that ends at any byte of either direction, by a reset and cut short: on the next try the response is at the endpoint
// once, byte for byte, and its outbox has the receipt. The real client and the real endpoint; between them a bad network.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <set>

#include "faults/disk_in_memory.h"
#include "faults/without_grace.h"
#include "support/fault_proxy.h"
#include "support/throwaway_authority.h"
#include "sync/endpoint/campaign.h"
#include "sync/uploader/memory_outbox.h"
#include "sync/uploader/uploader.h"

using namespace pilotage;
using namespace pilotage::tests;

namespace {

class BrokenConversation {
public:
  // Attachments of more than `small_bytes` go by tus.
  explicit BrokenConversation(bool tls, std::uint64_t small_bytes)
      : in_memory_(use_disk_in_memory()), tls_(tls), small_bytes_(small_bytes), photo_(campaign_.directory.path() / "photo"),
        ca_(campaign_.directory.path() / "ca.pem"), plain_(plain_endpoint()),
        proxy_(port_of(tls ? campaign_.server->url() : plain_->url()), {},
               [this](std::uint64_t) { return std::exchange(next_, Passage{}); }) {
    std::ofstream(photo_) << "not quite a photo";
    std::ofstream(ca_) << test::throwaway_authority().ca;
  }

  // Bytes of an unharmed conversation, up and down.
  std::pair<std::uint64_t, std::uint64_t> measure() {
    const auto up = proxy_.bytes_up(), down = proxy_.bytes_down();
    finalize();
    sync();
    expect_sent();
    return {proxy_.bytes_up() - up, proxy_.bytes_down() - down};
  }

  void break_off(Cut cut) {
    next_ = Passage{.cut = cut};
    finalize();
    sync();
    next_ = Passage{};
    sync();
    expect_sent();
  }

  // All that was sent is there once and whole.
  void expect_all_at_the_endpoint() {
    const auto all = campaign_.server->storage().submissions_after(1, "", 0, 100'000, std::size_t{1} << 30);
    REQUIRE(all);
    std::set<std::string> instances;
    for (const auto& submission : *all) {
      instances.insert(submission.instance_id);
      CHECK(submission.xml == xml_of(submission.instance_id));
      REQUIRE(submission.files.size() == 1);
      CHECK(submission.files[0].sha256.size() == 64);
    }
    CHECK(all->size() == static_cast<std::size_t>(count_));
    CHECK(instances.size() == all->size());
  }

private:
  bool in_memory_;
  const bool tls_;
  const std::uint64_t small_bytes_;
  test::Campaign campaign_{without_grace()};
  std::filesystem::path photo_;
  std::filesystem::path ca_;
  std::unique_ptr<endpoint::Endpoint> plain_; // on the same data, without TLS
  Passage next_;
  FaultProxy proxy_;
  MemoryOutbox outbox_;
  int count_ = 0;

  static int port_of(const std::string& url) { return std::stoi(url.substr(url.rfind(':') + 1)); }
  static std::string xml_of(const std::string& instance) { return test::visit(instance, "yes", "photo.jpg"); }

  std::unique_ptr<endpoint::Endpoint> plain_endpoint() {
    auto data = endpoint::DataDirectory::open(campaign_.directory.path() / "data");
    REQUIRE(data);
    auto started = endpoint::Endpoint::start(without_grace(), std::move(*data));
    REQUIRE(started);
    return std::move(*started);
  }

  void finalize() {
    const std::string id = std::to_string(++count_);
    outbox_.add(id);
    outbox_.set_xml(id, test::numbered_id(count_), xml_of(test::numbered_id(count_)));
    outbox_.attach(id, "photo.jpg", photo_);
  }

  void sync() {
    const std::string origin = (tls_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(proxy_.port());
    const sync::Server server{.url = origin + "/v1/key/" + campaign_.collector_token.secret + "/projects/1",
                              .ca_file = ca_.string(),
                              .allow_plain_http_on_loopback = true};
    const auto summary = sync::drain_once(outbox_, {.id = "pilot", .server = server}, {.small_bytes = small_bytes_});
    REQUIRE(summary);
    CHECK(summary->parked == 0);
  }

  void expect_sent() const {
    const auto entry = outbox_.entry(std::to_string(count_));
    REQUIRE(entry.state == "sent");
    REQUIRE(entry.receipt.sequence > 0);
    REQUIRE(entry.receipt.sha256 == entry.item.sha256);
  }
};

constexpr std::uint64_t kByPosts = 1'000;
constexpr std::uint64_t kByTus = 10;

void break_at_every(std::uint64_t step, bool tls, std::uint64_t small_bytes) {
  BrokenConversation conversation(tls, small_bytes);
  const auto [up, down] = conversation.measure();
  CHECK(up > 1'000);
  CHECK(down > 500);
  for (const auto& [way, bytes] : {std::pair{Way::up, up}, std::pair{Way::down, down}})
    for (const Ending ending : {Ending::reset, Ending::close})
      for (std::uint64_t offset = 0; offset <= bytes; offset += step) {
        CAPTURE(offset);
        conversation.break_off({.way = way, .after_bytes = offset, .ending = ending});
      }
  conversation.expect_all_at_the_endpoint();
}

} // namespace

// PILOTAGE_FAULT_STEP=1 takes every single byte, which takes minutes.
TEST_CASE("a conversation that ends at any byte, by a reset and cut short, loses and doubles nothing") {
  const char* step = std::getenv("PILOTAGE_FAULT_STEP");
  for (const auto small_bytes : {kByPosts, kByTus})
    break_at_every(step == nullptr ? 37 : std::strtoull(step, nullptr, 10), false, small_bytes);
}

TEST_CASE("the same under TLS, at every 211th byte") {
  for (const auto small_bytes : {kByPosts, kByTus}) break_at_every(211, true, small_bytes);
}

TEST_CASE("a captive portal in between gets nothing counted as sent, and when it has gone all is sent") {
  const test::Campaign campaign;
  MemoryOutbox outbox;
  outbox.add("1");
  outbox.set_xml("1", test::numbered_id(1), test::visit(test::numbered_id(1)));
  auto data = endpoint::DataDirectory::open(campaign.directory.path() / "data");
  REQUIRE(data);
  auto plain = endpoint::Endpoint::start({}, std::move(*data));
  REQUIRE(plain);
  const std::string url = (*plain)->url();
  std::atomic<bool> portal = true;
  const FaultProxy proxy(std::stoi(url.substr(url.rfind(':') + 1)), {}, [&](std::uint64_t) { return Passage{.portal = portal}; });
  const sync::Project project{
      .id = "pilot",
      .server = {.url = "http://127.0.0.1:" + std::to_string(proxy.port()) + "/v1/key/" + campaign.collector_token.secret + "/projects/1",
                 .allow_plain_http_on_loopback = true}};
  const auto captured = sync::drain_once(outbox, project, {});
  REQUIRE(captured);
  CHECK(captured->failures.at(0).code == ErrorCode::captive_portal);
  CHECK(outbox.entry("1").state == "waiting");
  portal = false;
  CHECK(sync::drain_once(outbox, project, {})->sent == 1);
}
