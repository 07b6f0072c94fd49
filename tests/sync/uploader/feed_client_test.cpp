#include "sync/protocol/content_hash.h"
#include "sync/uploader/feed_client.h"
#include "sync/uploader/pilot.h"

#include <doctest/doctest.h>

#include <fstream>

using namespace pilotage;
using namespace pilotage::tests;

namespace {

sync::FeedItem item(std::uint64_t sequence) {
  const std::string xml = "<data><n>" + std::to_string(sequence) + "</n></data>";
  return {.sequence = sequence,
          .instance_id = "uuid:" + std::to_string(sequence),
          .form_id = "visit",
          .form_version = "7",
          .submitted_at = "2026-11-23T20:00:00Z",
          .sha256 = sync::sha256_hex(xml),
          .xml = xml};
}

// An endpoint with five submissions that gives two a page.
Reply endpoint(const Asked& asked) {
  const auto after = asked.target.find("after=");
  const std::uint64_t from = after == std::string::npos ? 0 : std::stoul(asked.target.substr(after + 6));
  sync::FeedPage page;
  for (std::uint64_t n = from + 1; n <= 5 && page.items.size() < 2; ++n) page.items.push_back(item(n));
  page.next = std::to_string(page.items.empty() ? from : page.items.back().sequence);
  page.more = !page.items.empty() && page.items.back().sequence < 5;
  return openrosa(200, {{"X-Pilotage-Extensions", "receipt, results"}}, sync::write_feed_page(page));
}

struct Coordinator : Pilot {
  sync::HttpClient http{{.connect_ms = 5'000, .idle_ms = 10'000}};
  std::vector<sync::FeedItem> pulled;
  std::string cursor;

  Result<std::uint64_t> pull(const ScriptedServer& server) {
    return sync::pull_feed(http, server_at(server.origin()), {.form_id = "visit", .after = cursor, .limit = 2},
                           [&](const sync::FeedPage& page) {
                             pulled.insert(pulled.end(), page.items.begin(), page.items.end());
                             cursor = page.next;
                             return Result<void>();
                           });
  }
  Error error_from(const Reply& reply) {
    const ScriptedServer server([&](const Asked&) { return reply; }, test_identity());
    auto pulled_now = pull(server);
    REQUIRE_FALSE(pulled_now.has_value());
    return pulled_now.error();
  }
};

} // namespace

TEST_CASE("a pull brings all pages, the next one only what is new") {
  Coordinator coordinator;
  const ScriptedServer server(endpoint, test_identity());
  CHECK(coordinator.pull(server) == 5);
  CHECK(coordinator.pulled.size() == 5);
  CHECK(coordinator.pulled[4] == item(5));
  CHECK(coordinator.cursor == "5");
  CHECK(server.asked().at(0).target == "/v1/projects/1/results?limit=2&form=visit");
  CHECK(coordinator.pull(server) == 0);
  CHECK(coordinator.cursor == "5");
}

TEST_CASE("when the store cannot take a page the pull ends, and goes on from there") {
  Coordinator coordinator;
  const ScriptedServer server(endpoint, test_identity());
  int pages = 0;
  auto broken =
      sync::pull_feed(coordinator.http, coordinator.server_at(server.origin()), {.limit = 2}, [&](const sync::FeedPage&) -> Result<void> {
        if (++pages == 2) return fail(ErrorCode::disk_full, "The disk is full.");
        return {};
      });
  CHECK(broken.error().code == ErrorCode::disk_full);
  CHECK(pages == 2);
}

TEST_CASE("answers that are no results") {
  Coordinator coordinator;
  const Headers ours = {{"X-Pilotage-Extensions", "results"}};
  CHECK(coordinator.error_from(answer(200, {}, "<html>sign in</html>")).code == ErrorCode::captive_portal);
  CHECK(coordinator.error_from(openrosa(200, {}, "{}")).code == ErrorCode::unsupported);
  CHECK(coordinator.error_from(openrosa(200, ours, R"({"items":[{"sequence":"x"}],"next":"1","more":false})")).code ==
        ErrorCode::malformed);
  CHECK(coordinator.error_from(openrosa(200, ours, R"({"items":[],"next":"","more":true})")).code == ErrorCode::malformed);
  CHECK(coordinator.error_from(answer(403)).code == ErrorCode::unauthorized);
  CHECK(coordinator.error_from(answer(404)).code == ErrorCode::not_found);
  sync::FeedPage forged{.items = {item(1)}, .next = "1"};
  forged.items[0].xml += " ";
  CHECK(coordinator.error_from(openrosa(200, ours, sync::write_feed_page(forged))).message.contains("does not fit"));
}

TEST_CASE("an endpoint whose cursor stands still does not keep the client for ever") {
  Coordinator coordinator;
  coordinator.cursor = "1";
  const sync::FeedPage page{.items = {item(2)}, .next = "1", .more = true};
  CHECK(coordinator.error_from(openrosa(200, {{"X-Pilotage-Extensions", "results"}}, sync::write_feed_page(page)))
            .message.contains("do not move on"));
}

TEST_CASE("an attachment arrives whole or not at all") {
  Coordinator coordinator;
  const std::string content(100'000, 'x');
  const ScriptedServer server([&](const Asked&) { return answer(200, {}, content); }, test_identity());
  const auto target = coordinator.server_at(server.origin());
  const auto file = coordinator.folder() / "photo.jpg";
  const sync::FeedAttachment photo{.name = "photo 1.jpg", .sha256 = sync::sha256_hex(content), .size = content.size()};
  REQUIRE(sync::fetch_attachment(coordinator.http, target, item(1), photo, file).has_value());
  CHECK(std::filesystem::file_size(file) == content.size());
  CHECK(server.asked().at(0).target == "/v1/projects/1/forms/visit/submissions/uuid%3A1/versions/uuid%3A1/attachments/photo%201.jpg");

  const auto other = coordinator.folder() / "other.jpg";
  const sync::FeedAttachment wrong{.name = "photo 1.jpg", .sha256 = std::string(64, '0'), .size = content.size()};
  CHECK(sync::fetch_attachment(coordinator.http, target, item(1), wrong, other).error().code == ErrorCode::malformed);
  CHECK_FALSE(std::filesystem::exists(other));
  CHECK_FALSE(std::filesystem::exists(coordinator.folder() / "other.jpg.part"));
}
