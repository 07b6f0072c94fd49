// Batches: each submission in one is stored or refused by itself, and a batch may come again whole.
#include "sync/protocol/batch.h"

#include <doctest/doctest.h>

#include "sync/endpoint/campaign.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/feed.h"

using namespace pilotage;
using namespace pilotage::test;

namespace {

std::vector<sync::BatchOutcome> outcomes_of(const Answer& answer) {
  REQUIRE(answer.status == 200);
  auto outcomes = sync::read_batch_answer(answer.body);
  REQUIRE(outcomes);
  return std::move(*outcomes);
}

Answer send(const Campaign& campaign, const std::vector<sync::BatchItem>& items) {
  const auto bytes = sync::write_batch(items);
  REQUIRE(bytes);
  return campaign.collector().send("POST", campaign.project() + "/batch", sync::kBatchContentType, *bytes);
}

} // namespace

TEST_CASE("a batch stores what is good and says what is not") {
  const Campaign campaign;
  REQUIRE(campaign.post(MultipartText().xml(visit(numbered_id(3), "no"))).status == 201);
  std::vector<sync::BatchItem> items = {{.instance_id = numbered_id(1), .xml = visit(numbered_id(1))},
                                        {.instance_id = numbered_id(2), .xml = "<cut"},
                                        {.instance_id = numbered_id(3), .xml = visit(numbered_id(3), "yes")},
                                        {.instance_id = numbered_id(4), .xml = visit(numbered_id(4), "yes", "a"), .incomplete = true},
                                        {.instance_id = numbered_id(5), .xml = visit(numbered_id(6))},
                                        {.instance_id = numbered_id(1), .xml = visit(numbered_id(1))}};
  for (int round = 0; round < 2; ++round) {
    const auto outcomes = outcomes_of(send(campaign, items));
    REQUIRE(outcomes.size() == items.size());
    for (std::size_t i = 0; i < items.size(); ++i) CHECK(outcomes[i].instance_id == items[i].instance_id);
    CHECK(outcomes[0].status == 201);
    CHECK(outcomes[0].receipt->sha256 == sync::sha256_hex(items[0].xml));
    CHECK(outcomes[1].status == 400);
    CHECK_FALSE(outcomes[1].message.empty());
    CHECK(outcomes[2].status == 409);
    CHECK(outcomes[3].status == 201);
    CHECK(outcomes[3].receipt->attachments == 0);
    CHECK(outcomes[4].status == 400);
    CHECK(outcomes[5].status == 201);
    CHECK(outcomes[5].receipt->sequence == outcomes[0].receipt->sequence);
    CHECK(sync::read_feed_page(campaign.feed())->items.size() == 3);
  }
}

TEST_CASE("what is no batch is refused whole") {
  const Campaign campaign;
  HttpClient client = campaign.collector();
  const std::string url = campaign.project() + "/batch";
  CHECK(client.send("POST", url, sync::kBatchContentType, "not zstd").status == 400);
  CHECK(client.send("POST", url, sync::kBatchContentType, "").status == 400);
  CHECK(client.send("POST", url, "text/plain", "x").status == 415);
  CHECK(client.send("POST", url, sync::kBatchContentType, std::string(sync::kMaxPackedBatchBytes + 1, 'x')).status == 413);
  CHECK(campaign.stranger().send("POST", url, sync::kBatchContentType, "x").status == 401);
  CHECK(outcomes_of(send(campaign, {})).empty());
}
