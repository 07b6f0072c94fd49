#include "sync/uploader/retry_after.h"

#include <algorithm>
#include <charconv>
#include <curl/curl.h>
#include <string>

namespace pilotage::sync {

namespace {

constexpr std::int64_t kLongestMs = 24LL * 3'600'000;

std::optional<std::int64_t> seconds_of_date(std::string_view text) {
  const auto seconds = curl_getdate(std::string(text).c_str(), nullptr);
  if (seconds < 0) return std::nullopt;
  return static_cast<std::int64_t>(seconds);
}

} // namespace

std::optional<std::int64_t> retry_after_ms(const HttpResponse& response, std::int64_t now) {
  const auto value = response.header("retry-after");
  if (value.empty()) return std::nullopt;
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
  if (error == std::errc() && end == value.data() + value.size()) {
    if (seconds < 0) return std::nullopt;
    return std::min(seconds, kLongestMs / 1000) * 1000;
  }
  const auto until = seconds_of_date(value);
  if (!until) return std::nullopt;
  const auto here = seconds_of_date(response.header("date")).value_or(now / 1000);
  return std::clamp<std::int64_t>((*until - here) * 1000, 0, kLongestMs);
}

} // namespace pilotage::sync
