// Batches: each submission in one is stored or refused by itself, and a batch may come again whole.
#include "sync/protocol/batch.h"

#include <doctest/doctest.h>

#include "sync/endpoint/campaign.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/feed.h"
#include "sync/protocol/form_dictionary.h"

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

TEST_CASE("a batch packed with its form's dictionary is read, and one packed with another is asked for without") {
  Campaign campaign;
  const auto form = described_visit_form();
  campaign.publish(form);
  const std::string dictionary = sync::form_dictionary(form.xform);
  REQUIRE_FALSE(dictionary.empty());
  const std::vector<sync::BatchItem> items = {{.instance_id = numbered_id(1), .xml = visit(numbered_id(1))}};
  const auto send_packed = [&](const std::string& bytes, const sync::DictionaryName& name) {
    HttpClient client = campaign.collector();
    client.headers.push_back(std::string(sync::kDictionaryHeader) + ": " + sync::write_dictionary_name(name));
    return client.send("POST", campaign.project() + "/batch", sync::kBatchContentType, bytes);
  };
  const auto packed = sync::write_batch(items, dictionary);
  const sync::DictionaryName name{.form_id = "visit", .form_version = "2", .sha256 = sync::sha256_hex(dictionary)};
  for (int round = 0; round < 2; ++round) CHECK(outcomes_of(send_packed(*packed, name)).at(0).status == 201);

  auto other = name;
  other.form_version = "1";
  CHECK(send_packed(*packed, other).status == 412);
  other.form_version = "none";
  CHECK(send_packed(*packed, other).status == 412);
  other = name;
  other.sha256 = std::string(64, '0');
  CHECK(send_packed(*packed, other).status == 412);
  CHECK(send_packed("not zstd", name).status == 400);
  CHECK(outcomes_of(send(campaign, items)).at(0).receipt->sequence == 1);
  HttpClient client = campaign.collector();
  client.headers.push_back(std::string(sync::kDictionaryHeader) + ": nonsense");
  CHECK(client.send("POST", campaign.project() + "/batch", sync::kBatchContentType, *packed).status == 400);
}
