// multipart/form-data in pieces of any size: the parts come out the same, and what is broken is refused.
#include "sync/protocol/multipart_reader.h"

#include "sync/protocol/multipart_writer.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace pilotage;
using namespace pilotage::sync;

namespace {

struct Part {
  std::string name;
  std::string filename;
  std::string type;
  std::string bytes;
  bool ended = false;
  bool operator==(const Part&) const = default;
};

class Collected : public MultipartSink {
public:
  std::vector<Part> parts;

  Result<void> begin_part(const MultipartHeader& header) override {
    parts.push_back({header.name, header.filename.value_or("(none)"), header.content_type, {}, false});
    return {};
  }
  Result<void> part_bytes(std::string_view bytes) override {
    parts.back().bytes.append(bytes);
    return {};
  }
  Result<void> end_part() override {
    parts.back().ended = true;
    return {};
  }
};

// Feeds `body` in pieces of `size` bytes.
Result<std::vector<Part>> read(std::string_view body, std::size_t size, MultipartLimits limits = {}) {
  auto reader = MultipartReader::create("multipart/form-data; boundary=B", limits);
  if (!reader) return std::unexpected(reader.error());
  Collected sink;
  for (std::size_t at = 0; at < body.size(); at += size)
    if (auto fed = reader->feed(body.substr(at, size), sink); !fed) return std::unexpected(fed.error());
  if (auto whole = reader->finish(); !whole) return std::unexpected(whole.error());
  return sink.parts;
}

const std::string kBody =
    "preamble\r\n--B\r\nContent-Disposition: form-data; name=\"xml\"; filename=\"s.xml\"\r\nContent-Type: text/xml\r\n\r\n<a/>\r\n--B "
    "\t\r\n"
    "content-disposition: form-data; name=empty\r\n\r\n\r\n--B\r\nContent-Disposition: form-data; name=\"bin\"\r\n\r\n\r\n--\r\n--Bx"
    "\r\n--B--\r\nepilogue --B\r\n";

} // namespace

TEST_CASE("the parts are the same whatever the pieces") {
  const std::string broken = "\r\n--\r\n--Bx";
  // A boundary that goes on is no boundary; our writer never makes one, so the body is refused rather than guessed at.
  CHECK_FALSE(read(kBody, 1000));
  const std::string body = std::string(kBody).replace(kBody.find(broken), broken.size(), "\r\n--\r\n--\r\n-B");
  for (std::size_t size = 1; size <= body.size(); ++size) {
    INFO(size);
    const auto parts = read(body, size);
    REQUIRE(parts);
    CHECK(*parts == std::vector<Part>{{"xml", "s.xml", "text/xml", "<a/>", true},
                                      {"empty", "(none)", "", "", true},
                                      {"bin", "(none)", "", "\r\n--\r\n--\r\n-B", true}});
  }
}

TEST_CASE("a body that ends early is never whole") {
  const std::string body = "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--B--";
  for (std::size_t length = 0; length < body.size(); ++length) {
    INFO(length);
    CHECK_FALSE(read(body.substr(0, length), 3));
  }
  CHECK(read(body, 3));
}

TEST_CASE("limits hold in every piece size") {
  const std::string head = "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n";
  for (const std::size_t size : {1UL, 7UL, 100'000UL}) {
    const auto long_header = read(head + "X: " + std::string(20'000, 'x') + "\r\n\r\n1\r\n--B--", size);
    REQUIRE_FALSE(long_header);
    CHECK(long_header.error().code == ErrorCode::limit_exceeded);
    std::string many;
    for (int i = 0; i < 4; ++i) many += head + "\r\n1\r\n";
    const auto too_many = read(many + "--B--", size, {.header_bytes = 1000, .parts = 3});
    REQUIRE_FALSE(too_many);
    CHECK(too_many.error().code == ErrorCode::limit_exceeded);
  }
}

TEST_CASE("parts without a name, and headers that are none, are refused") {
  for (const char* headers : {"\r\n", "Content-Type: text/plain\r\n\r\n", "Content-Disposition: form-data\r\n\r\n",
                              "Content-Disposition: attachment; name=a\r\n\r\n", "no colon\r\n\r\n", ": empty\r\n\r\n"}) {
    INFO(headers);
    CHECK_FALSE(read(std::string("--B\r\n") + headers + "1\r\n--B--", 5));
  }
}

TEST_CASE("the boundary comes from the content type") {
  CHECK(MultipartReader::create("multipart/form-data; boundary=\"a b\""));
  CHECK(MultipartReader::create("Multipart/Form-Data;charset=utf-8; BOUNDARY=x"));
  CHECK(MultipartReader::create("text/xml").error().code == ErrorCode::unsupported);
  CHECK(MultipartReader::create("multipart/form-data").error().code == ErrorCode::malformed);
  CHECK(MultipartReader::create("multipart/form-data; boundary=\"\"").error().code == ErrorCode::malformed);
  CHECK(MultipartReader::create("multipart/form-data; boundary=" + std::string(201, 'x')).error().code == ErrorCode::malformed);
}

TEST_CASE("what a sink refuses stops the reader for good") {
  class Refuses : public Collected {
    Result<void> part_bytes(std::string_view) override { return fail(ErrorCode::disk_full, "full"); }
  } sink;
  auto reader = MultipartReader::create("multipart/form-data; boundary=B");
  REQUIRE(reader);
  const auto fed = reader->feed("--B\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--B--", sink);
  REQUIRE_FALSE(fed);
  CHECK(fed.error().code == ErrorCode::disk_full);
  CHECK_FALSE(reader->feed("x", sink));
  CHECK_FALSE(reader->finish());
}

TEST_CASE("a name comes out as our writer was given it, whatever it holds") {
  for (const std::string name : {"photo.jpg", "5\" pipe.jpg", "back\\slash.jpg", "\\\"both\\", "50%22.jpg", "Größe; a=b.jpg"}) {
    CAPTURE(name);
    MultipartWriter writer("B");
    writer.add_bytes(name, name, "image/jpeg", "bytes");
    const auto body = writer.finish();
    REQUIRE(body.segments.size() == 1);
    const auto parts = read(body.segments[0].bytes, 3);
    REQUIRE(parts);
    CHECK(*parts == std::vector<Part>{{name, name, "image/jpeg", "bytes", true}});
  }
}

TEST_CASE("a line break in a name ends no header") {
  MultipartWriter writer("B");
  writer.add_bytes("a\r\nContent-Type: text/html\n\nb", {}, {}, "bytes");
  const auto parts = read(writer.finish().segments[0].bytes, 100);
  REQUIRE(parts);
  CHECK(*parts == std::vector<Part>{{"a  Content-Type: text/html  b", "(none)", "", "bytes", true}});
}
