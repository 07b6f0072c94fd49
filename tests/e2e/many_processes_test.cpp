// Two endpoints on one PostgreSQL behind HAProxy, under load, while each of the four is killed in turn or told to stop: what was
// acknowledged is there, once and byte for byte, and the clients went on by themselves.
#include <doctest/doctest.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "e2e/cluster.h"
#include "sync/protocol/feed.h"

using namespace pilotage;
using namespace pilotage::test;
using pilotage::tests::Cluster;
using pilotage::tests::Member;

namespace {

bool is_with_file(int number) { return number % 4 == 0; }
std::string file_bytes(const std::string& id) { return "photo of " + id; }

// Laptops that send one response after the other, each until it is acknowledged, always the same bytes.
class Laptops {
public:
  Laptops(const Cluster& cluster, int count) : cluster_(cluster) {
    for (int i = 0; i < count; ++i) threads_.emplace_back([this] { run(); });
  }
  // Fails the test where the laptops do not get on by themselves.
  void wait_for_more(std::size_t count) {
    std::unique_lock lock(mutex_);
    const std::size_t enough = acknowledged_.size() + count;
    REQUIRE(moved_.wait_for(lock, std::chrono::minutes(1), [&] { return acknowledged_.size() >= enough; }));
  }
  // After what each is about has arrived.
  std::set<int> finish() {
    ending_ = true;
    for (std::thread& thread : threads_) thread.join();
    return acknowledged_;
  }
  int refused() const { return refused_; }
  int attempts() const { return attempts_; }

private:
  void run() {
    HttpClient client = cluster_.client(cluster_.collector);
    while (!ending_) send(client, next_++);
  }
  void send(HttpClient& client, int number) {
    const std::string id = numbered_id(number);
    MultipartText body = MultipartText().xml(visit(id, "yes", is_with_file(number) ? "photo" : ""));
    if (is_with_file(number)) body.file("photo", file_bytes(id));
    const std::string url = cluster_.project() + "/submission";
    for (int status = 0; status != 201;) {
      ++attempts_;
      status = client.send("POST", url, body.content_type(), body.text()).status;
      if (status >= 400 && status < 500) {
        ++refused_;
        return;
      }
      if (status != 201) std::this_thread::sleep_for(std::chrono::milliseconds(20)); // as a client waits before it tries again
    }
    const std::lock_guard lock(mutex_);
    acknowledged_.insert(number);
    moved_.notify_all();
  }

  const Cluster& cluster_;
  std::atomic<bool> ending_ = false;
  std::atomic<int> next_ = 1;
  std::atomic<int> refused_ = 0;
  std::atomic<int> attempts_ = 0;
  std::mutex mutex_;
  std::condition_variable moved_;
  std::set<int> acknowledged_;
  std::vector<std::thread> threads_;
};

std::vector<sync::FeedItem> everything_in(const Cluster& cluster) {
  HttpClient client = cluster.client(cluster.coordinator);
  std::vector<sync::FeedItem> items;
  std::string cursor;
  for (bool more = true; more;) {
    auto page = sync::read_feed_page(client.get(cluster.project() + "/results?after=" + cursor).body);
    REQUIRE(page);
    std::ranges::move(page->items, std::back_inserter(items));
    cursor = page->next;
    more = page->more;
  }
  return items;
}

// What was acknowledged is there once and byte for byte, and nothing else is: a client that is not told goes on until it is.
void expect_each_once(const Cluster& cluster, const std::set<int>& acknowledged) {
  std::multiset<std::string> found;
  for (const sync::FeedItem& item : everything_in(cluster)) found.insert(item.instance_id);
  CHECK(found.size() == acknowledged.size());
  HttpClient coordinator = cluster.client(cluster.coordinator);
  for (const int number : acknowledged) {
    const std::string id = numbered_id(number);
    CHECK(found.count(id) == 1);
    if (!is_with_file(number)) continue;
    const Answer file = coordinator.get(cluster.project() + "/forms/visit/submissions/" + id + "/attachments/photo");
    CHECK(file.body == file_bytes(id));
  }
}

enum class Victim { first_endpoint, second_endpoint, database, whole_database, proxy };

} // namespace

TEST_CASE("kill -9 any of the processes, or all of the database's, under load: what was acknowledged is there, once") {
  if (!Cluster::is_installed()) return;
  const unsigned seed = std::random_device()();
  MESSAGE("seed " << seed);
  std::mt19937 random(seed);
  const auto some = [&](int least, int most) { return std::uniform_int_distribution<std::size_t>(least, most)(random); };
  Cluster cluster;
  Laptops laptops(cluster, 8);
  std::vector<Victim> victims = {Victim::first_endpoint, Victim::second_endpoint, Victim::database,       Victim::proxy,
                                 Victim::first_endpoint, Victim::second_endpoint, Victim::whole_database, Victim::proxy};
  std::ranges::shuffle(victims, random);
  for (const Victim victim : victims) {
    laptops.wait_for_more(some(1, 60));
    switch (victim) {
    case Victim::first_endpoint:
    case Victim::second_endpoint: {
      Member& member = cluster.members[victim == Victim::first_endpoint ? 0 : 1];
      member.kill();
      laptops.wait_for_more(20); // by way of the other one
      member.start();
      break;
    }
    case Victim::database:
    case Victim::whole_database:
      victim == Victim::database ? cluster.database.stop_at_once() : cluster.database.kill_all();
      std::this_thread::sleep_for(std::chrono::milliseconds(some(0, 300)));
      cluster.database.start();
      break;
    case Victim::proxy:
      cluster.proxy.kill();
      cluster.proxy.start();
      break;
    }
    laptops.wait_for_more(1);
  }
  const std::set<int> acknowledged = laptops.finish();
  MESSAGE(acknowledged.size() << " responses, " << laptops.attempts() << " posts");
  CHECK(laptops.refused() == 0);
  expect_each_once(cluster, acknowledged);
}

TEST_CASE("SIGTERM under load: an endpoint finishes what it accepted and ends well, and the other one goes on alone") {
  if (!Cluster::is_installed()) return;
  Cluster cluster;
  Laptops laptops(cluster, 8);
  for (Member& member : cluster.members) {
    laptops.wait_for_more(50);
    CHECK(member.terminate() == 0);
    laptops.wait_for_more(50);
    member.start();
  }
  const std::set<int> acknowledged = laptops.finish();
  MESSAGE(acknowledged.size() << " responses, " << laptops.attempts() << " posts");
  CHECK(laptops.refused() == 0);
  expect_each_once(cluster, acknowledged);
  for (const Member& member : cluster.members) {
    std::istringstream log(member.log());
    for (std::string line; std::getline(log, line);) {
      const auto event = nlohmann::json::parse(line);
      if (event.at("event") != "request" || event.at("route") != "/v1/projects/{project}/submission") continue;
      // 0: it came between the last answer and the end, and was sent again.
      CHECK_MESSAGE((event.at("status") == 201 || event.at("status") == 0), line);
    }
  }
}
