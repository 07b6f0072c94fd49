#include "sync/protocol/multipart_writer.h"

#include <doctest/doctest.h>

using namespace pilotage::sync;

TEST_CASE("a body byte for byte, files left as segments") {
  MultipartWriter writer("BB");
  writer.add_bytes("xml_submission_file", "submission.xml", "text/xml", "<data/>");
  writer.add_file("a \"b\"\r\n.jpg", "image/jpeg", "/store/77", 5, "");
  writer.add_field("*isIncomplete*", "yes");
  const auto expected = writer.size();
  const auto body = writer.finish();
  CHECK(body.content_type == "multipart/form-data; boundary=BB");
  REQUIRE(body.segments.size() == 3);
  CHECK(body.segments[0].bytes == "--BB\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; "
                                  "filename=\"submission.xml\"\r\nContent-Type: text/xml\r\n\r\n<data/>\r\n"
                                  "--BB\r\nContent-Disposition: form-data; name=\"a \\\"b\\\"  .jpg\"; filename=\"a "
                                  "\\\"b\\\"  .jpg\"\r\nContent-Type: image/jpeg\r\n\r\n");
  CHECK(body.segments[1].file == "/store/77");
  CHECK(body.segments[2].bytes == "\r\n--BB\r\nContent-Disposition: form-data; name=\"*isIncomplete*\"\r\n\r\nyes\r\n--BB--\r\n");
  CHECK(body.size() == expected);
  CHECK(body.size() == body.segments[0].bytes.size() + 5 + body.segments[2].bytes.size());
}

TEST_CASE("the size of a file part is known before it is added") {
  MultipartWriter writer("BB");
  writer.add_bytes("x", "x.xml", "text/xml", "<x/>");
  const auto before = writer.size();
  const auto part = writer.size_of_file_part("photo.jpg", "image/jpeg", 1'000);
  writer.add_file("photo.jpg", "image/jpeg", "/p", 1'000, "");
  CHECK(writer.size() == before + part);
}

TEST_CASE("boundaries and media types") {
  CHECK(make_boundary(std::string("\x00\xff", 2)) == "pilotage-00ff");
  CHECK(content_type_of("Photo.JPG") == "image/jpeg");
  CHECK(content_type_of("audit.csv") == "text/csv");
  CHECK(content_type_of("archive.tar.zip") == "application/zip");
  for (const char* name : {"", "jpg", "x.", "x.unknown"}) CHECK(content_type_of(name) == "application/octet-stream");
}
