// What coordinators pull: every accepted response once, in an order in which no cursor ever skips one.
#include <doctest/doctest.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "sync/endpoint/campaign.h"
#include "sync/protocol/feed.h"

using namespace pilotage;
using namespace pilotage::test;

namespace {

sync::FeedPage page_of(const Campaign& campaign, const std::string& query) {
  auto page = sync::read_feed_page(campaign.feed(query));
  REQUIRE(page);
  return std::move(*page);
}

} // namespace

TEST_CASE("the feed comes in pages, and the same cursor gives the same") {
  const Campaign campaign;
  CHECK(page_of(campaign, "").items.empty());
  for (int i = 1; i <= 5; ++i) REQUIRE(campaign.post(MultipartText().xml(visit(numbered_id(i)))).status == 201);

  const sync::FeedPage first = page_of(campaign, "?form=visit&limit=2");
  REQUIRE(first.items.size() == 2);
  CHECK(first.more);
  CHECK(first.items[0].instance_id == numbered_id(1));
  CHECK(first.items[0].form_version == "1");
  const sync::FeedPage second = page_of(campaign, "?form=visit&limit=3&after=" + first.next);
  REQUIRE(second.items.size() == 3);
  CHECK_FALSE(second.more);
  const sync::FeedPage nothing = page_of(campaign, "?form=visit&after=" + second.next);
  CHECK(nothing.items.empty());
  CHECK(nothing.next == second.next);
  CHECK(page_of(campaign, "?form=visit&limit=2").items == first.items);
}

TEST_CASE("only a coordinator reads the feed, and only with a cursor that makes sense") {
  const Campaign campaign;
  CHECK(campaign.collector().get(campaign.project() + "/results").status == 403);
  CHECK(campaign.stranger().get(campaign.project() + "/results").status == 401);
  CHECK(campaign.stranger().get(campaign.keyed() + "/results").status == 403);
  HttpClient coordinator = campaign.coordinator();
  CHECK(coordinator.get(campaign.project() + "/results?form=nothing").status == 404);
  for (const char* query : {"?after=x", "?after=-1", "?after=1%202", "?limit=0", "?limit=x", "?after=99999999999999999999"}) {
    INFO(query);
    CHECK(coordinator.get(campaign.project() + "/results" + query).status == 400);
  }
  CHECK(coordinator.get(campaign.project() + "/results?after=1000000").status == 200);
}

TEST_CASE("no cursor skips a response, however many write at the same time") {
  const Campaign campaign;
  constexpr int kWriters = 16;
  constexpr int kEach = 40;
  std::atomic<int> writing = kWriters;
  std::vector<std::thread> writers;
  std::atomic<int> refused = 0;
  for (int w = 0; w < kWriters; ++w)
    writers.emplace_back([&, w] {
      HttpClient client = campaign.collector();
      for (int i = 0; i < kEach; ++i) {
        const MultipartText body = MultipartText().xml(visit(numbered_id(1 + w * kEach + i)));
        refused += client.send("POST", campaign.submission(), body.content_type(), body.text()).status != 201;
      }
      --writing;
    });
  std::set<std::string> pulled;
  std::string cursor;
  for (bool last = false; !last;) {
    last = writing == 0; // read before the page: what is committed by then must be in it or before it
    sync::FeedPage page;
    do {
      page = page_of(campaign, "?form=visit&limit=7&after=" + cursor);
      for (const sync::FeedItem& item : page.items) CHECK(pulled.insert(item.instance_id).second);
      cursor = page.next;
    } while (page.more);
  }
  for (std::thread& writer : writers) writer.join();
  CHECK(refused == 0);
  CHECK(pulled.size() == kWriters * kEach);
}

TEST_CASE("a restart keeps everything, and the sequence goes on") {
  Campaign campaign;
  REQUIRE(campaign.post(MultipartText().xml(visit(numbered_id(1)))).status == 201);
  campaign.restart();
  REQUIRE(campaign.post(MultipartText().xml(visit(numbered_id(2)))).status == 201);
  REQUIRE(campaign.post(MultipartText().xml(visit(numbered_id(1)))).status == 201);
  const sync::FeedPage page = page_of(campaign, "");
  REQUIRE(page.items.size() == 2);
  CHECK(page.items[1].sequence == 2);
}
