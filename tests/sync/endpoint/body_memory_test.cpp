// What the bodies of all requests together may hold in memory, and that it is given back.
#include <doctest/doctest.h>

#include "sync/endpoint/campaign.h"
#include "sync/endpoint/http/held_body.h"
#include "sync/protocol/batch.h"

using namespace pilotage;
using namespace pilotage::test;

namespace {

constexpr std::size_t kAllowed = 200'000;

// An endpoint whose bodies may hold little.
Campaign narrow_campaign() {
  endpoint::EndpointOptions options;
  options.server.body_memory = kAllowed;
  return Campaign(options);
}

std::string large_visit(std::size_t size) { return visit(numbered_id(1), std::string(size, 'x')); }

void check_comes_again_later(const Answer& answer) {
  CHECK(answer.status == 503);
  CHECK(answer.header("retry-after") == "60");
  CHECK(answer.body.find("again in a minute") != std::string::npos);
}

} // namespace

TEST_CASE("bodies that are held count together, and what was made of them; at their end it is given back") {
  endpoint::BodyMemory memory(100);
  endpoint::HeldBody first(&memory);
  REQUIRE(first.append(std::string(40, 'a')));
  {
    endpoint::HeldBody second(&memory);
    REQUIRE(second.append(std::string(60, 'b')));
    const auto refused = second.append("c");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::locked);
    CHECK(second.take().size() == 60);
    CHECK_FALSE(first.hold(1)); // its bytes have moved on, and count still
  }
  CHECK(first.hold(60));
  CHECK_FALSE(first.hold(1));
}

TEST_CASE("a post, a batch, a response from a script and a form beyond what bodies may hold come again later, and nothing is stored") {
  const Campaign campaign = narrow_campaign();
  const std::string large = large_visit(kAllowed + 1);
  check_comes_again_later(campaign.post(MultipartText().xml(large)));
  check_comes_again_later(campaign.coordinator().send("POST", campaign.project() + "/forms/visit/submissions", "text/xml", large));
  check_comes_again_later(campaign.coordinator().send("POST", campaign.project() + "/forms", "application/xml", large));
  const auto batch = sync::write_batch(std::vector{sync::BatchItem{.instance_id = numbered_id(1), .xml = large}});
  REQUIRE(batch);
  REQUIRE(batch->size() < kAllowed / 2); // only unpacked it is too much
  check_comes_again_later(campaign.collector().send("POST", campaign.project() + "/batch", sync::kBatchContentType, *batch));
  CHECK(campaign.coordinator().get(campaign.project() + "/forms/visit/submissions").body == "[]");
}

TEST_CASE("what one request held, the next may hold") {
  const Campaign campaign = narrow_campaign();
  const std::string body = large_visit(kAllowed / 2);
  for (int i = 0; i < 5; ++i) CHECK(campaign.post(MultipartText().xml(body)).status == 201);
}
