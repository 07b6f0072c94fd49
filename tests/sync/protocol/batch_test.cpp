#include "sync/protocol/batch.h"
#include "sync/protocol/content_hash.h"

#include <doctest/doctest.h>

#include <zstd.h>

using namespace pilotage;
using namespace pilotage::sync;

namespace {

std::vector<BatchItem> responses(int count) {
  std::vector<BatchItem> items;
  for (int n = 0; n < count; ++n)
    items.push_back({.instance_id = "uuid:" + std::to_string(n),
                     .xml = "<data id=\"guide-usability\" version=\"1\"><sus><q1>" + std::to_string(n % 5) +
                            "</q1><q2>3</q2></sus><comment>Clear, é " + std::to_string(n * 7919) + "</comment></data>",
                     .incomplete = n % 3 == 0});
  return items;
}

std::string zstd(const std::string& plain) {
  std::string out(ZSTD_compressBound(plain.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), 3));
  return out;
}

std::string item_bytes(char flag, const std::string& id, const std::string& xml) {
  const auto sized = [](const std::string& text) {
    return std::string{static_cast<char>(text.size() & 0xff), static_cast<char>((text.size() >> 8) & 0xff), '\0', '\0'} + text;
  };
  return flag + sized(id) + sized(xml);
}

ErrorCode code_of(const std::string& bytes) {
  auto items = read_batch(bytes);
  REQUIRE_FALSE(items.has_value());
  return items.error().code;
}

} // namespace

TEST_CASE("a batch survives the wire, and is far smaller than its parts") {
  const auto items = responses(200);
  const auto bytes = write_batch(items);
  REQUIRE(bytes.has_value());
  CHECK(*read_batch(*bytes) == items);
  std::size_t plain = 0;
  for (const auto& item : items) plain += item.xml.size();
  CHECK(bytes->size() * 8 < plain);
  CHECK(read_batch(*write_batch({}))->empty());
}

TEST_CASE("a dictionary makes one response smaller, and both ends must have it") {
  const auto many = responses(40);
  std::string dictionary;
  for (const auto& item : many) dictionary += item.xml;
  const std::vector<BatchItem> one = {{.instance_id = "uuid:x", .xml = many[7].xml}};
  const auto with = write_batch(one, dictionary);
  CHECK(with->size() < write_batch(one)->size());
  CHECK(*read_batch(*with, dictionary) == one);
  CHECK_FALSE(read_batch(*with).has_value());
}

TEST_CASE("every truncation of a batch is refused, and every flipped byte is noticed") {
  const auto items = responses(3);
  const auto bytes = *write_batch(items);
  for (std::size_t length = 0; length < bytes.size(); ++length) CHECK(code_of(bytes.substr(0, length)) == ErrorCode::malformed);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    auto flipped = bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
    const auto read = read_batch(flipped);
    CHECK((!read || *read == items)); // reserved bits of the frame header change nothing
  }
}

TEST_CASE("batches that are none, or too much") {
  CHECK(code_of("") == ErrorCode::malformed);
  CHECK(code_of("PLB1") == ErrorCode::malformed);
  CHECK(code_of(zstd("")) == ErrorCode::malformed);
  CHECK(code_of(zstd("PLB2")) == ErrorCode::malformed);
  CHECK(code_of(zstd("PLB1") + "x") == ErrorCode::malformed);
  CHECK(read_batch(zstd("PLB1" + item_bytes('\0', "a", "<x/>"))).has_value());
  CHECK(code_of(zstd("PLB1" + item_bytes('\2', "a", "<x/>"))) == ErrorCode::malformed);
  CHECK(code_of(zstd("PLB1" + item_bytes('\0', "", "<x/>"))) == ErrorCode::malformed);
  CHECK(code_of(zstd("PLB1" + item_bytes('\0', "a\nb", "<x/>"))) == ErrorCode::malformed);
  CHECK(code_of(zstd("PLB1" + item_bytes('\0', "a", ""))) == ErrorCode::malformed);
  CHECK(code_of(zstd("PLB1" + item_bytes('\0', "a", "<x/>") + "\x01")) == ErrorCode::malformed);
  std::string many = "PLB1";
  for (int i = 0; i < 1'001; ++i) many += item_bytes('\0', "a", "<x/>");
  CHECK(code_of(zstd(many)) == ErrorCode::limit_exceeded);
  CHECK(code_of(zstd("PLB1" + std::string(40 << 20, '\0'))) == ErrorCode::limit_exceeded); // a bomb: 1.3 KB that unpack to 40 MB
  CHECK(code_of(std::string((16 << 20) + 1, 'x')) == ErrorCode::limit_exceeded);
  CHECK_FALSE(write_batch(responses(1'001)).has_value());
}

TEST_CASE("the answer survives the wire") {
  const std::vector<BatchOutcome> outcomes = {
      {.instance_id = "uuid:1", .status = 201, .receipt = Receipt{.instance_id = "uuid:1", .sha256 = sha256_hex("x"), .sequence = 7}},
      {.instance_id = "uuid:2", .status = 404, .message = "This project has no form \"x\"."}};
  CHECK(*read_batch_answer(write_batch_answer(outcomes)) == outcomes);
}

TEST_CASE("answers that are none") {
  for (const char* text :
       {"", "[]", "{}", "{\"items\":{}}", "{\"items\":[1]}", R"({"items":[{"instance_id":"a"}]})", R"({"items":[{"status":201}]})",
        R"({"items":[{"instance_id":"a","status":"201"}]})", R"({"items":[{"instance_id":"a","status":2010}]})",
        R"({"items":[{"instance_id":"a","status":201,"receipt":"yes"}]})"}) {
    INFO(text);
    CHECK(read_batch_answer(text).error().code == ErrorCode::malformed);
  }
}
