#include "client/store/settings.h"

#include "client/store/fixture.h"

using namespace pilotage;
using namespace pilotage::tests;

TEST_CASE("settings start with defaults and come back as they were saved") {
  StoreFixture fixture;
  CHECK(need(store::load_settings(fixture.store)) == store::Settings{});
  const store::Settings chosen{.language = "fr", .scale_percent = 150, .retention_days = 30, .sync_automatically = false, .metered = true};
  need(store::save_settings(fixture.store, chosen));
  store::Store again = fixture.open();
  CHECK(need(store::load_settings(again)) == chosen);
}

TEST_CASE("a text size that nobody can read is refused") {
  StoreFixture fixture;
  CHECK(store::save_settings(fixture.store, {.language = "", .scale_percent = 20}).error().code == ErrorCode::invalid_value);
  CHECK(need(store::load_settings(fixture.store)).scale_percent == 100);
}
