#include "sync/protocol/settings_code.h"

#include <doctest/doctest.h>

using namespace pilotage;
using namespace pilotage::sync;

namespace {

SettingsCode pilot_code() {
  return {.server_url = "https://h/v1/key/t/projects/1",
          .username = "ana",
          .password = "sésame \"1\"",
          .project_name = "Pilot",
          .project_icon = "🧭",
          .project_color = "#112233",
          .autosend = false,
          .update_forms = false,
          .ca_certificate = "-----BEGIN CERTIFICATE-----\n",
          .bearer_token = "t0ken"};
}

} // namespace

TEST_CASE("a settings code survives as JSON and as a QR code carries it") {
  CHECK(read_settings_code(write_settings_code(pilot_code())) == pilot_code());
  const auto compressed = write_compressed_settings_code(pilot_code());
  CHECK_FALSE(compressed.contains('{'));
  CHECK(read_settings_code(compressed) == pilot_code());
  CHECK(read_settings_code("\n " + compressed + "\n") == pilot_code());
}

TEST_CASE("ODK Central's code for an app user") {
  const auto code =
      read_settings_code(R"({"general":{"server_url":"https://central.example/v1/key/abc/projects/7","form_update_mode":"match_exactly",
    "autosend":"wifi_and_cellular"},"project":{"name":"Pilot"},"admin":{}})");
  REQUIRE(code.has_value());
  CHECK(*code == SettingsCode{.server_url = "https://central.example/v1/key/abc/projects/7", .project_name = "Pilot"});
  // Made with Python's zlib, not with ours.
  CHECK(read_settings_code("eJyrVkpPzUstSsxRsqpWKk4tKkstii8tAvKUMkpKCoqt9PUzlGprAQxaDYs=").has_value());
}

TEST_CASE("texts that are no settings code") {
  for (const char* text : {"", "  ", "https://h/", "{", "{}", "[]", "{\"general\":{}}", "{\"general\":{\"server_url\":7}}",
                           "{\"general\":[]}", "AAAA", "eJyrVkpP"}) {
    INFO(text);
    const auto code = read_settings_code(text);
    REQUIRE_FALSE(code.has_value());
    CHECK(code.error().code == ErrorCode::malformed);
  }
}

TEST_CASE("a code that unpacks without end is refused") {
  SettingsCode bomb = pilot_code();
  bomb.project_name = std::string(20'000'000, 'x');
  const auto compressed = write_compressed_settings_code(bomb);
  REQUIRE(compressed.size() < 65'536);
  CHECK(read_settings_code(compressed).error().code == ErrorCode::limit_exceeded);
  CHECK(read_settings_code(std::string(70'000, '{')).error().code == ErrorCode::limit_exceeded);
}
