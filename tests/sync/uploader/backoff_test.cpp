#include "sync/uploader/backoff.h"
#include "sync/uploader/retry_after.h"

#include <doctest/doctest.h>

using namespace pilotage::sync;

TEST_CASE("waits grow from a minute to an hour and never end") {
  const Backoff backoff;
  const auto middle = [] { return 0.5; };
  CHECK(backoff.delay_ms(1, middle) == 60'000);
  CHECK(backoff.delay_ms(2, middle) == 120'000);
  CHECK(backoff.delay_ms(6, middle) == 1'920'000);
  CHECK(backoff.delay_ms(7, middle) == 3'600'000);
  CHECK(backoff.delay_ms(4'000'000'000, middle) == 3'600'000);
}

TEST_CASE("jitter spreads them by a fifth to either side") {
  const Backoff backoff;
  CHECK(backoff.delay_ms(1, [] { return 0.0; }) == 48'000);
  CHECK(backoff.delay_ms(1, [] { return 0.999999; }) <= 72'000);
  CHECK(backoff.delay_ms(1, [] { return 0.999999; }) > 71'000);
}

TEST_CASE("Retry-After: seconds, dates and nonsense") {
  const auto wait = [](std::string value, std::string date = {}) {
    HttpResponse response;
    response.headers = {{"retry-after", std::move(value)}, {"date", std::move(date)}};
    return retry_after_ms(response, 0);
  };
  CHECK(wait("120") == 120'000);
  CHECK(wait("0") == 0);
  CHECK(wait("99999999999") == 86'400'000);
  CHECK(wait("Thu, 01 Jan 1970 00:01:00 GMT") == 60'000);
  CHECK(wait("Thu, 01 Jan 2026 00:01:00 GMT", "Thu, 01 Jan 2026 00:00:30 GMT") == 30'000);
  CHECK(wait("Thu, 01 Jan 2026 00:01:00 GMT", "Thu, 01 Jan 2026 00:02:00 GMT") == 0);
  for (const char* nonsense : {"-5", "soon", "12 apples", "999999999999999999999999"}) CHECK_FALSE(wait(nonsense).has_value());
  CHECK_FALSE(retry_after_ms(HttpResponse{}, 0).has_value());
}
