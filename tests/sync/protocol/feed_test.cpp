#include "sync/protocol/content_hash.h"
#include "sync/protocol/feed.h"

#include <doctest/doctest.h>

using namespace pilotage;
using namespace pilotage::sync;

namespace {

FeedItem item(std::uint64_t sequence, const std::string& xml = "<data>é \"1\"</data>") {
  return {.sequence = sequence,
          .instance_id = "uuid:" + std::to_string(sequence),
          .form_id = "visit",
          .form_version = "7",
          .submitted_at = "2026-11-23T20:00:00Z",
          .sha256 = sha256_hex(xml),
          .xml = xml,
          .attachments = {{.name = "photo.jpg", .sha256 = sha256_hex("p"), .size = 5'000'000'000 / 2}, {.name = "late.csv"}}};
}

// A page as JSON with one thing replaced.
std::string page_with(const std::string& what, const std::string& by) {
  std::string json = write_feed_page({.items = {item(1), item(2)}, .next = "2", .more = true});
  const auto at = json.find(what);
  REQUIRE(at != std::string::npos);
  return json.replace(at, what.size(), by);
}

} // namespace

TEST_CASE("a page survives the wire byte for byte, in whatever encoding its XML is") {
  const FeedPage page{.items = {item(1), item(7, std::string("\xff\xfe<\0d\0", 6)), item(9, "<a>\r\n</a>")}, .next = "9", .more = true};
  CHECK(read_feed_page(write_feed_page(page)) == page);
  const FeedPage nothing_new{.items = {}, .next = "9", .more = false};
  CHECK(read_feed_page(write_feed_page(nothing_new)) == nothing_new);
}

TEST_CASE("pages that are wrong in one thing") {
  const std::string hash = sha256_hex(item(1).xml);
  CHECK(read_feed_page(page_with("\"more\":true", "\"more\":true ")).has_value());
  for (const auto& [what, by] : std::vector<std::pair<std::string, std::string>>{{"\"items\"", "\"things\""},
                                                                                 {"\"more\":true", "\"more\":1"},
                                                                                 {"\"sequence\":2", "\"sequence\":1"},
                                                                                 {"\"sequence\":2", "\"sequence\":-2"},
                                                                                 {"\"sequence\":2", "\"sequence\":\"2\""},
                                                                                 {hash, std::string(64, '0')},
                                                                                 {hash, "short"},
                                                                                 {"photo.jpg", "../photo.jpg"},
                                                                                 {"photo.jpg", "a/photo.jpg"},
                                                                                 {"\"size\":0", "\"size\":-1"},
                                                                                 {"uuid:1", ""},
                                                                                 {"\"next\":\"2\"", "\"next\":\"\""},
                                                                                 {"\"xml\":", "\"html\":"},
                                                                                 {"\"attachments\":[", "\"attachments\":7,\"x\":["}}) {
    INFO(what << " -> " << by);
    const auto page = read_feed_page(page_with(what, by));
    REQUIRE_FALSE(page.has_value());
    CHECK(page.error().code == ErrorCode::malformed);
  }
}

TEST_CASE("pages that are no pages, too deep, too large or too many") {
  for (const char* json :
       {"", "null", "[]", "{}", "17", "\"items\"", "{\"items\":[]}", "{\"items\":{},\"more\":false}", "<html/>", "{\"items\":["})
    CHECK(read_feed_page(json).error().code == ErrorCode::malformed);
  CHECK(read_feed_page("{\"items\":" + std::string(100'000, '[')).error().code == ErrorCode::limit_exceeded);
  std::string zeros = "{\"items\":[0";
  for (int i = 0; i < 1'000'001; ++i) zeros += ",0";
  CHECK(read_feed_page(zeros + "],\"more\":false}").error().code == ErrorCode::limit_exceeded);
  CHECK(read_feed_page(page_with("\"size\":2500000000", "\"size\":99999999999")).error().code == ErrorCode::limit_exceeded);
  CHECK(read_feed_page(std::string((64 << 20) + 1, ' ')).error().code == ErrorCode::limit_exceeded);
}

TEST_CASE("addresses of the feed and of attachments") {
  CHECK(feed_path({}) == "results?limit=500");
  CHECK(feed_path({.form_id = "a b", .after = "7&x", .limit = 3}) == "results?limit=3&form=a%20b&after=7%26x");
  CHECK(attachment_path(item(1), {.name = "é 1.jpg"}) == "forms/visit/submissions/uuid%3A1/versions/uuid%3A1/attachments/%C3%A9%201.jpg");
}
