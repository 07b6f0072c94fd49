#include "sync/protocol/tus.h"

#include <doctest/doctest.h>

using namespace pilotage;
using namespace pilotage::sync;

namespace {

AttachmentUpload photo() {
  return {.form_id = "visit",
          .instance_id = "uuid:1",
          .submission_sha256 = sha256_hex("<data/>"),
          .name = "é photo, 1.jpg",
          .sha256 = sha256_hex("bytes"),
          .content_type = "image/jpeg"};
}

} // namespace

TEST_CASE("upload metadata: any bytes as values, each key once") {
  const UploadMetadata metadata = {{"a", "x"}, {"empty", ""}, {"filename", std::string("é,\0 =", 6)}};
  CHECK(write_upload_metadata(metadata).starts_with("a eA==,empty,filename "));
  CHECK(read_upload_metadata(write_upload_metadata(metadata)) == metadata);
  CHECK(read_upload_metadata("").value().empty());
  CHECK(read_upload_metadata("filename Zm9v, is_confidential") == UploadMetadata{{"filename", "foo"}, {"is_confidential", ""}});
  for (const char* broken : {",", "a,a", "a e", "a eA== b", " ,a", "é eA=="}) {
    CAPTURE(broken);
    CHECK_FALSE(read_upload_metadata(broken).has_value());
  }
  CHECK(read_upload_metadata(std::string(kMaxUploadMetadataBytes + 1, 'a')).error().code == ErrorCode::limit_exceeded);
}

TEST_CASE("what an upload will be comes back from its metadata, and nothing else passes") {
  CHECK(read_attachment_upload(metadata_of(photo())) == photo());
  auto upload = photo();
  upload.content_type.clear();
  CHECK(read_attachment_upload(metadata_of(upload)) == upload);
  for (const char* key : {"formID", "instanceID", "submission", "filename", "sha256"}) {
    auto metadata = metadata_of(photo());
    metadata.erase(key);
    CHECK(read_attachment_upload(metadata).error().code == ErrorCode::malformed);
  }
  for (const char* name : {"..", "../x", "a/b", "a\\b", "/x", "C:x", "a\tb"}) {
    auto metadata = metadata_of(photo());
    metadata["filename"] = name;
    CHECK(read_attachment_upload(metadata).error().code == ErrorCode::malformed);
  }
  auto metadata = metadata_of(photo());
  metadata["sha256"] = sha256_hex("x").substr(1) + "G";
  CHECK_FALSE(read_attachment_upload(metadata).has_value());
}

TEST_CASE("checksums: SHA-256 and SHA-1, of the right length") {
  const UploadChecksum checksum{.kind = HashKind::sha256, .hex = sha256_hex("hello world")};
  CHECK(write_upload_checksum(checksum) == "sha256 uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=");
  CHECK(read_upload_checksum(write_upload_checksum(checksum)) == checksum);
  const auto sha1 = read_upload_checksum("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="); // of "hello world", as the specification has it
  REQUIRE(sha1.has_value());
  CHECK(sha1->hex == "2aae6c35c94fcfb415dbe95f408b9ce91ee846ed");
  CHECK(read_upload_checksum("md5 XrY7u+Ae7tCTyyK7j1rNww==").error().code == ErrorCode::unsupported);
  for (const char* broken : {"", "sha1", "sha1 ", "sha256 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "sha1 !"})
    CHECK_FALSE(read_upload_checksum(broken).has_value());
}

TEST_CASE("numbers of bytes are digits and nothing else") {
  CHECK(read_upload_number("0", kUploadOffsetHeader) == 0);
  CHECK(read_upload_number("9223372036854775807", kUploadOffsetHeader) == 9223372036854775807U);
  for (const char* broken : {"", "-1", "+1", "1.0", " 1", "1 ", "0x1", "9223372036854775808", "99999999999999999999"})
    CHECK_FALSE(read_upload_number(broken, kUploadOffsetHeader).has_value());
}
