// A conversation that ends at any byte of either direction, by a reset and cut short: on the next try each response is at the endpoint
// once, byte for byte, and its outbox has the receipt. The real client and the real endpoint; between them a bad network.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <vector>

#include "faults/disk_in_memory.h"
#include "faults/without_grace.h"
#include "support/fault_proxy.h"
#include "support/temporary_directory.h"
#include "support/throwaway_authority.h"
#include "sync/endpoint/campaign.h"
#include "sync/protocol/content_hash.h"
#include "sync/uploader/memory_outbox.h"
#include "sync/uploader/uploader.h"

using namespace pilotage;
using namespace pilotage::tests;

namespace {

// What one conversation brings, and by what.
struct Load {
  int responses = 1; // more go as a batch
  bool with_photo = true;
  std::uint64_t small_bytes = 0; // attachments of more go by tus
};
constexpr Load kByPost = {.small_bytes = 1'000};
constexpr Load kByTus = {.small_bytes = 10};
constexpr Load kByBatch = {.responses = 3, .with_photo = false};
constexpr Load kByBatchAndTus = {.responses = 3, .small_bytes = 10};

constexpr std::string_view kPhoto = "not quite a photo";

class BrokenConversation {
public:
  BrokenConversation(bool tls, const Load& load)
      : in_memory_(use_disk_in_memory()), tls_(tls), load_(load), photo_(campaign_.directory.path() / "photo"),
        ca_(campaign_.directory.path() / "ca.pem"), plain_(plain_endpoint()),
        proxy_(port_of(tls ? campaign_.server->url() : plain_->url()), {},
               [this](std::uint64_t) { return std::exchange(next_, Passage{}); }) {
    std::ofstream(photo_) << kPhoto;
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
    expect_nothing_parked_or_made_up();
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
      const std::int64_t sequence = sequences_.at(submission.instance_id);
      CHECK((load_.with_photo ? submission.position >= sequence : submission.position == sequence)); // later where a photo followed
      REQUIRE(submission.files.size() == (load_.with_photo ? 1 : 0));
      for (const auto& file : submission.files) CHECK(file.sha256 == sync::sha256_hex(kPhoto));
    }
    CHECK(all->size() == static_cast<std::size_t>(count_));
    CHECK(instances.size() == all->size());
    CHECK(log().contains("/batch\"") == (load_.responses > 1));
  }

private:
  bool in_memory_;
  const bool tls_;
  const Load load_;
  TemporaryDirectory log_folder_;
  endpoint::EventLog log_{must_open(log_folder_ / "log")};
  test::Campaign campaign_{without_grace(), {}, log_};
  std::filesystem::path photo_;
  std::filesystem::path ca_;
  std::unique_ptr<endpoint::Endpoint> plain_; // on the same data, without TLS
  Passage next_;
  FaultProxy proxy_;
  MemoryOutbox outbox_;
  int count_ = 0;
  std::map<std::string, std::int64_t> sequences_; // by receipts

  static int port_of(const std::string& url) { return std::stoi(url.substr(url.rfind(':') + 1)); }
  std::string xml_of(const std::string& instance) const { return test::visit(instance, "yes", load_.with_photo ? "photo.jpg" : ""); }

  std::unique_ptr<endpoint::Endpoint> plain_endpoint() {
    auto data = endpoint::DataDirectory::open(campaign_.directory.path() / "data");
    REQUIRE(data);
    auto started = endpoint::Endpoint::start(without_grace(), std::move(*data), log_);
    REQUIRE(started);
    return std::move(*started);
  }
  static endpoint::EventLog must_open(const std::filesystem::path& file) {
    auto log = endpoint::EventLog::open(file.string());
    REQUIRE(log);
    return *log;
  }
  std::string log() const {
    log_.flush();
    std::ifstream in(log_folder_ / "log");
    return {std::istreambuf_iterator<char>(in), {}};
  }

  void finalize() {
    for (int i = 0; i < load_.responses; ++i) {
      const std::string id = std::to_string(++count_);
      outbox_.add(id);
      outbox_.set_xml(id, test::numbered_id(count_), xml_of(test::numbered_id(count_)));
      if (load_.with_photo) outbox_.attach(id, "photo.jpg", photo_);
    }
  }

  void sync() {
    const std::string origin = (tls_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(proxy_.port());
    const sync::Server server{.url = origin + "/v1/key/" + campaign_.collector_token.secret + "/projects/1",
                              .ca_file = ca_.string(),
                              .allow_plain_http_on_loopback = true};
    const auto summary = sync::drain_once(outbox_, {.id = "pilot", .server = server}, {.small_bytes = load_.small_bytes});
    REQUIRE(summary);
    CHECK(summary->parked == 0);
  }

  // Of the last load.
  std::vector<MemoryOutbox::Entry> entries() const {
    std::vector<MemoryOutbox::Entry> found;
    for (int i = 0; i < load_.responses; ++i) found.push_back(outbox_.entry(std::to_string(count_ - i)));
    return found;
  }
  // Whatever came of the broken conversation.
  void expect_nothing_parked_or_made_up() const {
    for (const auto& entry : entries()) {
      REQUIRE((entry.state == "waiting" || entry.state == "sent"));
      REQUIRE((entry.state == "sent") == (entry.receipt.sequence > 0));
    }
  }
  void expect_sent() {
    for (const auto& entry : entries()) {
      REQUIRE(entry.state == "sent");
      REQUIRE(entry.receipt.sequence > 0);
      REQUIRE(entry.receipt.sha256 == entry.item.sha256);
      sequences_[entry.item.instance_id] = static_cast<std::int64_t>(entry.receipt.sequence);
    }
  }
};

void break_at_every(std::uint64_t step, bool tls, const Load& load) {
  BrokenConversation conversation(tls, load);
  const auto [up, down] = conversation.measure();
  CHECK(up > 500);
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
  for (const Load& load : {kByPost, kByTus, kByBatch, kByBatchAndTus})
    break_at_every(step == nullptr ? 37 : std::strtoull(step, nullptr, 10), false, load);
}

TEST_CASE("the same under TLS, at every 211th byte") {
  for (const Load& load : {kByPost, kByTus, kByBatch, kByBatchAndTus}) break_at_every(211, true, load);
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
