// Which files belong to a response: those that its XML names by a file's name.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <future>
#include <nlohmann/json.hpp>

#include "sync/endpoint/campaign.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/feed.h"
#include "sync/protocol/headers.h"
#include "sync/protocol/submission_response.h"

using namespace pilotage;
using namespace pilotage::test;
using nlohmann::json;

namespace {

std::string sentence(const Answer& answer) {
  const auto envelope = sync::read_submission_response(answer.body);
  REQUIRE(envelope);
  return envelope->message;
}

// As a coordinator's program reads it.
std::vector<sync::FeedItem> pulled(const Campaign& campaign, const std::string& query = "") {
  auto page = sync::read_feed_page(campaign.feed(query));
  REQUIRE_MESSAGE(page, (page ? "" : page.error().to_string()));
  return std::move(page->items);
}

// A response whose photo was taken so many times: "1.jpg", "2.jpg", …
std::string with_photos(const std::string& instance_id, int count) {
  std::string photos;
  for (int i = 1; i <= count; ++i) photos += fmt::format("<photo>{}.jpg</photo>", i);
  std::string xml = visit(instance_id);
  return xml.replace(xml.find("<photo></photo>"), std::string_view("<photo></photo>").size(), photos);
}

constexpr const char* kSealed =
    "<data id=\"visit\" version=\"1\" encrypted=\"yes\" xmlns=\"http://www.opendatakit.org/xforms/encrypted\">"
    "<base64EncryptedKey>AAAA</base64EncryptedKey><meta xmlns=\"http://openrosa.org/xforms\"><instanceID>uuid:2</instanceID></meta>"
    "<media>{}</media><encryptedXmlFile>submission.xml.enc</encryptedXmlFile></data>";

// As an earlier version of the endpoint stored it: without looking at the names.
void store_as_before(const Campaign& campaign, int number, std::vector<endpoint::SubmissionFile> files) {
  std::string xml = visit(numbered_id(number));
  std::string hash = sync::sha256_hex(xml);
  std::promise<Result<endpoint::StoredSubmission>> stored;
  campaign.server->storage().submit({.project = 1,
                                     .form_id = "visit",
                                     .form_version = "1",
                                     .instance_id = numbered_id(number),
                                     .deprecated_id = {},
                                     .xml = std::move(xml),
                                     .sha256 = std::move(hash),
                                     .token_id = campaign.collector_token.record.id,
                                     .device_id = {},
                                     .files = std::move(files)},
                                    [&](Result<endpoint::StoredSubmission> result) { stored.set_value(std::move(result)); });
  REQUIRE(stored.get_future().get());
}

endpoint::SubmissionFile file_named(std::string name, std::uint64_t size = 0) {
  return {.name = std::move(name), .sha256 = size > 0 ? sync::sha256_hex("x") : "", .content_type = {}, .size = size};
}

} // namespace

TEST_CASE("what stands where a file's name belongs and is none is an answer: no file is awaited, and the feed goes on") {
  const Campaign campaign;
  int number = 0;
  for (const std::string& value : {std::string("jr://images/x.png"), std::string("a/b.jpg"), std::string("a\\b.jpg"), std::string(".."),
                                   std::string("12:30"), std::string("a\nb"), std::string(256, 'n')}) {
    INFO(value);
    const std::string xml = visit(numbered_id(++number), "yes", value);
    const Answer stored = campaign.post(MultipartText().xml(xml));
    CHECK(stored.status == 201);
    CHECK(sentence(stored).find("Still to come") == std::string::npos);
    CHECK(campaign.post(MultipartText().xml(xml).file("a.jpg", "1").file("a/b.jpg", "2")).status == 400); // such a file cannot come
  }
  const auto items = pulled(campaign);
  REQUIRE(items.size() == static_cast<std::size_t>(number));
  CHECK(items[0].xml == visit(numbered_id(1), "yes", "jr://images/x.png"));
  for (const auto& item : items) CHECK(item.attachments.empty());
  CHECK(json::parse(campaign.coordinator().get(campaign.project() + "/forms/visit/submissions/" + numbered_id(1) + "/attachments").body) ==
        json::array());
}

TEST_CASE("a sealed response awaits only files with names of files") {
  const Campaign campaign;
  const std::string xml = fmt::format(fmt::runtime(kSealed), "<file>../a.enc</file><file>b.enc</file>");
  CHECK(campaign.post(MultipartText().xml(xml).file("b.enc", "1").file("submission.xml.enc", "2")).status == 201);
  CHECK(pulled(campaign).at(0).attachments.size() == 2);
}

TEST_CASE("a response that names more files than one may have is refused") {
  const Campaign campaign;
  const Answer refused = campaign.post(MultipartText().xml(with_photos(numbered_id(1), 1001)));
  REQUIRE(refused.status == 400);
  CHECK(sentence(refused).find("1000") != std::string::npos);
  std::string names;
  for (int i = 0; i <= 1000; ++i) names += fmt::format("<file>{}.enc</file>", i);
  REQUIRE(campaign.post(MultipartText().xml(fmt::format(fmt::runtime(kSealed), names))).status == 400);
  CHECK(pulled(campaign).empty());
  CHECK(campaign.post(MultipartText().xml(with_photos(numbered_id(2), 1000))).status == 201);
  CHECK(pulled(campaign).at(0).attachments.size() == 1000);
  // As many as the XML has room for: they are not gone through beyond what a response may have.
  const std::string many = with_photos(numbered_id(3), 650'000);
  REQUIRE(many.size() < sync::kMaxSubmissionXmlBytes);
  CHECK(campaign.post(MultipartText().xml(many)).status == 400);
}

TEST_CASE("one file that is named without end is one file") {
  const Campaign campaign;
  std::string xml = visit(numbered_id(1));
  std::string photos;
  for (int i = 0; i < 500'000; ++i) photos += fmt::format("<photo>{}.jpg</photo>", i % 1000);
  xml.replace(xml.find("<photo></photo>"), std::string_view("<photo></photo>").size(), photos);
  CHECK(campaign.post(MultipartText().xml(xml)).status == 201);
  CHECK(campaign.post(MultipartText().xml(xml)).status == 201);
}

TEST_CASE("what an earlier version stored does not keep coordinators from the rest") {
  const Campaign campaign;
  store_as_before(campaign, 1, {file_named("a/b.jpg"), file_named("jr://images/x.png"), file_named("good.jpg")});
  std::vector<endpoint::SubmissionFile> many = {file_named("z.jpg", 5)};
  for (int i = 0; i < 1100; ++i) many.push_back(file_named(fmt::format("{:04}.jpg", i)));
  store_as_before(campaign, 2, std::move(many));
  store_as_before(campaign, 3, {file_named("film.mp4", sync::kMaxAttachmentBytes + 1), file_named("photo.jpg", 7)});
  const auto items = pulled(campaign);
  REQUIRE(items.size() == 3);
  REQUIRE(items[0].attachments.size() == 1);
  CHECK(items[0].attachments[0].name == "good.jpg");
  REQUIRE(items[1].attachments.size() == 1000);
  CHECK(items[1].attachments[0].name == "z.jpg"); // what is there goes before what is awaited
  REQUIRE(items[2].attachments.size() == 1);
  CHECK(items[2].attachments[0].name == "photo.jpg");
}
