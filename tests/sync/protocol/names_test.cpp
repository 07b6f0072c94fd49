#include "sync/protocol/names.h"

#include <doctest/doctest.h>

using namespace pilotage;
using namespace pilotage::sync;

TEST_CASE("names of media files stay inside their folder") {
  for (const char* name : {"flags.csv", "img/logo.png", "Été 1.jpg", "a..b.csv", "...", ".hidden"}) {
    INFO(name);
    CHECK(checked_media_name(name, "manifest") == std::string(name));
  }
  for (const std::string& name : {std::string(), std::string(".."), std::string("../x"), std::string("a/../x"), std::string("/etc/passwd"),
                                  std::string("a//b"), std::string("a/"), std::string("."), std::string("a\\..\\b"), std::string("c:x"),
                                  std::string("a\nb"), std::string("a\0b", 3), std::string("\xff\xfe"), std::string(256, 'a')}) {
    INFO(name);
    const auto checked = checked_media_name(name, "manifest");
    REQUIRE_FALSE(checked.has_value());
    CHECK(checked.error().code == ErrorCode::malformed);
    CHECK(checked.error().where == "manifest");
    CHECK(is_utf8(checked.error().message));
  }
}

TEST_CASE("attachments have no folders") {
  CHECK(checked_attachment_name("photo.jpg", "").has_value());
  CHECK_FALSE(checked_attachment_name("img/photo.jpg", "").has_value());
}

TEST_CASE("identifiers") {
  CHECK(checked_identifier("uuid:1", "instance id") == "uuid:1");
  CHECK(checked_identifier("", "version", true) == "");
  CHECK_FALSE(checked_identifier("", "form id").has_value());
  CHECK_FALSE(checked_identifier("a\tb", "form id").has_value());
  CHECK_FALSE(checked_identifier(std::string(300, 'x'), "form id").has_value());
}

TEST_CASE("UTF-8 is well formed or is not UTF-8") {
  for (const char* good : {"", "a", "é", "€", "😀", "\xf4\x8f\xbf\xbf"}) CHECK(is_utf8(good));
  for (const char* bad :
       {"\x80", "\xc3", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "a\xe2\x82"})
    CHECK_FALSE(is_utf8(bad));
}

TEST_CASE("percent encoding there and back") {
  CHECK(percent_encode("uuid:a b/é") == "uuid%3Aa%20b%2F%C3%A9");
  CHECK(percent_decode("uuid%3Aa%20b%2f%C3%A9") == "uuid:a b/é");
  CHECK(percent_decode("a+b") == "a+b");
  CHECK(percent_decode("%41") == "A");
  for (const char* bad : {"%", "%4", "%zz", "a%4"}) CHECK_FALSE(percent_decode(bad).has_value());
}
