// Header values with parameters, as browsers, phones and curl write them.
#include "sync/protocol/mime_parameters.h"

#include <doctest/doctest.h>

using namespace pilotage::sync;

TEST_CASE("values and parameters, quoted and bare") {
  const MimeValue value = parse_mime_value("form-data ; Name=\"a \\\"b\\\" c;d\" ; filename=plain.txt; empty=\"\"; flag; name=second");
  CHECK(value.value == "form-data");
  CHECK(value.parameters.at("name") == "a \"b\" c;d");
  CHECK(value.parameters.at("filename") == "plain.txt");
  CHECK(value.parameters.at("empty").empty());
  CHECK_FALSE(value.parameters.contains("flag"));
}

TEST_CASE("a file name in UTF-8 goes before its plain form, in either order") {
  for (const char* text : {"form-data; filename=\"x\"; filename*=UTF-8''%C3%A9lan%20vital.m4a",
                           "form-data; filename*=utf-8'fr'%C3%A9lan%20vital.m4a; filename=\"x\""}) {
    CHECK(parse_mime_value(text).parameters.at("filename") == "élan vital.m4a");
  }
  CHECK(parse_mime_value("form-data; filename=\"x\"; filename*=latin1''%E9").parameters.at("filename") == "x");
}

TEST_CASE("odd endings do no harm") {
  for (const char* text : {"", ";", "a;", "a;=", "a; b", "a; b=", "a; b=\"", "a; b=\"x", "a; b=\"x\\", "; ; ;"}) {
    INFO(text);
    CHECK(parse_mime_value(text).value.size() <= 1);
  }
}

TEST_CASE("percent escapes") {
  CHECK(percent_decoded("a%20b%2Fc") == "a b/c");
  CHECK(percent_decoded("100%") == "100%");
  CHECK(percent_decoded("%zz%4") == "%zz%4");
}
