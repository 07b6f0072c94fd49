// Which files belong to a response: those that its XML names by a file's name, and those that came with it all the same.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <future>
#include <nlohmann/json.hpp>

#include "sync/endpoint/envelope_sentence.h"
#include "sync/endpoint/household.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/feed.h"
#include "sync/protocol/headers.h"
#include "sync/protocol/receipt.h"

using namespace pilotage;
using namespace pilotage::test;
using nlohmann::json;

namespace {

std::uint32_t files_in_receipt(const Answer& answer) {
  const auto receipt = sync::read_receipt(answer.header("x-pilotage-receipt"));
  REQUIRE(receipt);
  return receipt->attachments;
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

TEST_CASE("a file that the response does not name is kept with it, and the sender is told") {
  const Campaign campaign;
  const std::string xml = visit(numbered_id(1), "yes", "a.jpg");
  const MultipartText body = MultipartText().xml(xml).file("deleted.jpg", "leftover", "image/jpeg").file("a.jpg", "1");
  const Answer first = campaign.post(body);
  CHECK(first.status == 201);
  CHECK(sentence(first).find("deleted.jpg") != std::string::npos);
  CHECK(sentence(first).find("a.jpg") == std::string::npos);
  CHECK(files_in_receipt(first) == 2);

  auto items = pulled(campaign);
  REQUIRE(items.size() == 1);
  REQUIRE(items[0].attachments.size() == 2);
  CHECK(items[0].attachments[1] ==
        sync::FeedAttachment{.name = "deleted.jpg", .sha256 = sync::sha256_hex("leftover"), .size = std::string("leftover").size()});
  HttpClient coordinator = campaign.coordinator();
  const std::string files = campaign.project() + "/forms/visit/submissions/" + numbered_id(1) + "/attachments";
  CHECK(coordinator.get(files + "/deleted.jpg").body == "leftover");
  CHECK(json::parse(coordinator.get(files).body).size() == 2);

  // The same again, and what follows later.
  const Answer again = campaign.post(body);
  CHECK(again.status == 201);
  CHECK(sentence(again).find("deleted.jpg") != std::string::npos);
  CHECK(pulled(campaign, "?after=" + std::to_string(items[0].sequence)).empty());
  CHECK(campaign.post(MultipartText().xml(xml).file("deleted.jpg", "other bytes")).status == 409);
  CHECK(coordinator.get(files + "/deleted.jpg").body == "leftover");
  const Answer more = campaign.post(MultipartText().xml(xml).file("second.jpg", "2"));
  CHECK(more.status == 201);
  CHECK(sentence(more).find("second.jpg") != std::string::npos);
  CHECK(files_in_receipt(more) == 3);
  items = pulled(campaign, "?after=" + std::to_string(items[0].sequence));
  REQUIRE(items.size() == 1);
  CHECK(items[0].attachments.size() == 3);
  CHECK(campaign.server->storage().check());
}

TEST_CASE("a file that is missing still is, whatever else has come") {
  const Campaign campaign;
  const std::string xml = visit(numbered_id(1), "yes", "a.jpg");
  const Answer first = campaign.post(MultipartText().xml(xml).file("b.jpg", "2"));
  REQUIRE(first.status == 201);
  CHECK(sentence(first).find("Still to come: a.jpg") != std::string::npos);
  CHECK(files_in_receipt(first) == 1);
  CHECK(files_in_receipt(campaign.post(MultipartText().xml(xml).file("a.jpg", "1"))) == 2);
}

TEST_CASE("of parts that claim the same file the one with its name is taken, and the other kept beside it") {
  const Campaign campaign;
  MultipartText body = MultipartText().xml(visit(numbered_id(1), "yes", "a.jpg"));
  body.body += "--" + body.boundary +
               "\r\nContent-Disposition: form-data; name=\"a.jpg\"; filename=\"b.jpg\"\r\nContent-Type: image/jpeg\r\n\r\nother\r\n";
  CHECK(campaign.post(body.file("a.jpg", "the photo")).status == 201);
  HttpClient coordinator = campaign.coordinator();
  const std::string files = campaign.project() + "/forms/visit/submissions/" + numbered_id(1) + "/attachments";
  CHECK(coordinator.get(files + "/a.jpg").body == "the photo");
  CHECK(coordinator.get(files + "/b.jpg").body == "other");
}

TEST_CASE("files that no response names have an end too") {
  const Campaign campaign;
  const std::string xml = visit(numbered_id(1), "yes", "a.jpg", "b.m4a");
  const auto leftovers = [&](int from, int until) {
    MultipartText body = MultipartText().xml(xml);
    for (int i = from; i < until; ++i) body.file(fmt::format("{}.jpg", i), "x");
    return campaign.post(body);
  };
  CHECK(leftovers(0, 999).status == 400); // with those that it names one more than a response may have
  CHECK(pulled(campaign).empty());
  REQUIRE(leftovers(0, 600).status == 201);
  const Answer refused = leftovers(500, 999);
  CHECK(refused.status == 400);
  CHECK(sentence(refused).find("1000") != std::string::npos);
  CHECK(pulled(campaign).at(0).attachments.size() == 602);
  CHECK(leftovers(0, 998).status == 201);
  CHECK(pulled(campaign).at(0).attachments.size() == 1000);
}

TEST_CASE("exports count and hold what came unasked") {
  Campaign campaign;
  campaign.publish(household_form());
  REQUIRE(campaign.post(MultipartText().xml(household(numbered_id(1), "Ann", "", "a.jpg")).file("deleted.jpg", "leftover")).status == 201);
  const std::string form = campaign.project() + "/forms/household/";
  CHECK(campaign.coordinator().get(form + "submissions.csv").body.find(",Laptop 7,1,2,") != std::string::npos);
  CHECK(campaign.coordinator().get(form + "submissions.csv.zip").body.find("media/deleted.jpg") != std::string::npos);
}

TEST_CASE("a quote in a file's name, as our uploader writes it and as browsers and ODK Collect do") {
  int number = 0;
  for (const char* written : {"5\\\" pipe.jpg", "5%22 pipe.jpg"}) {
    CAPTURE(written);
    const Campaign campaign;
    const std::string id = numbered_id(++number);
    MultipartText body = MultipartText().xml(visit(id, "yes", "5&quot; pipe.jpg"));
    body.body += "--" + body.boundary + fmt::format("\r\nContent-Disposition: form-data; name=\"{0}\"; filename=\"{0}\"\r\n\r\n", written) +
                 "the photo\r\n";
    const Answer stored = campaign.post(body);
    REQUIRE(stored.status == 201);
    CHECK(sentence(stored).find("Still to come") == std::string::npos);
    REQUIRE(pulled(campaign).size() == 1);
    REQUIRE(pulled(campaign)[0].attachments.size() == 1);
    CHECK(pulled(campaign)[0].attachments[0].name == "5\" pipe.jpg");
    CHECK(pulled(campaign)[0].attachments[0].size == 9);
  }
}
