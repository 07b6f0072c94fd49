#include "sync/protocol/names.h"
#include "sync/protocol/submission_response.h"

#include <doctest/doctest.h>

using namespace pilotage;
using namespace pilotage::sync;

TEST_CASE("the envelope survives the wire") {
  const SubmissionResponse response{.message = "Stored <well> & \"safe\"",
                                    .nature = "submit_success",
                                    .instance_id = "uuid:1",
                                    .form_id = "visit",
                                    .form_version = "7",
                                    .submitted_at = "2026-11-23T20:00:00Z"};
  CHECK(read_submission_response(write_submission_response(response)) == response);
}

TEST_CASE("ODK Central's envelope") {
  const auto response =
      read_submission_response("<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\" items=\"0\">"
                               "<message nature=\"\">full submission upload was successful!</message></OpenRosaResponse>");
  REQUIRE(response.has_value());
  CHECK(response->message == "full submission upload was successful!");
  CHECK(response->instance_id.empty());
}

TEST_CASE("what is no envelope") {
  for (const char* xml : {"", "ok", "<html/>", "<OpenRosaResponse>"})
    CHECK(read_submission_response(xml).error().code == ErrorCode::malformed);
}

TEST_CASE("long texts are cut between characters") {
  std::string text;
  for (int i = 0; i < 2'000; ++i) text += "é";
  const auto response = read_submission_response(write_submission_response({.message = "x" + text}));
  CHECK(response->message.size() <= 2'000);
  CHECK(is_utf8(response->message));
}

TEST_CASE("the sentence for people, from whatever the server sent") {
  CHECK(message_for_people(write_submission_response({.message = "Not\n  today\t"})) == "Not today");
  CHECK(message_for_people(R"({"message":"Expected XML.","code":400.1})") == "Expected XML.");
  CHECK(message_for_people(R"({"detail":"Authentication credentials were not provided."})") ==
        "Authentication credentials were not provided.");
  CHECK(message_for_people("  Quota exceeded \r\n") == "Quota exceeded");
  CHECK(message_for_people("").empty());
  CHECK(message_for_people(" \n").empty());
  CHECK(message_for_people("<!DOCTYPE html><html><body>Bad gateway</body></html>").empty());
  CHECK(message_for_people("{\"message\":17}").empty());
  CHECK(message_for_people("{\"message\":").empty());
  CHECK(message_for_people("\xff\xfe").empty());
  CHECK(message_for_people(std::string(600, 'x')).empty());
  CHECK(message_for_people("{\"message\":\"" + std::string(5'000, 'x') + "\"}").size() == 500);
}

TEST_CASE("what the server itself wrote is told from what a proxy before it wrote") {
  for (const std::string& body : {write_submission_response({.message = "No such form."}),
                                  std::string(R"({"message":"Not here.","code":404.1})"), std::string(R"( {"detail":"Not found."})")}) {
    INFO(body);
    CHECK(is_word_of_server(body));
  }
  for (const char* body : {"", "   ", "Not found", "<html><body>404</body></html>", R"({"message":"no Route matched with those values"})",
                           R"({"message":"x","code":"404"})", R"(["detail"])", "{", "<OpenRosaResponse"}) {
    INFO(body);
    CHECK_FALSE(is_word_of_server(body));
  }
}
