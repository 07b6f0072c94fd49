#include "sync/endpoint/odata_skiptoken.h"

#include <fmt/format.h>
#include <sodium.h>

#include <charconv>
#include <limits>

namespace pilotage::endpoint {

namespace {

constexpr int kTokenVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr std::size_t kLongestToken = 64;

template <typename Number>
bool take_number(std::string_view& text, Number& number) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
  return read.ec == std::errc();
}

} // namespace

std::string odata_skiptoken(const ODataPosition& last) {
  const std::string text = fmt::format("{}:{}", last.sequence, last.row);
  std::string token(sodium_base64_encoded_len(text.size(), kTokenVariant), '\0');
  sodium_bin2base64(token.data(), token.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(), kTokenVariant);
  token.pop_back(); // the terminating zero
  return token;
}

std::optional<ODataPosition> read_odata_skiptoken(std::string_view token) {
  if (token.size() > kLongestToken) return std::nullopt;
  std::string bytes(token.size(), '\0');
  std::size_t length = 0;
  const char* end = nullptr;
  const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), token.data(), token.size(), nullptr,
                                       &length, &end, kTokenVariant);
  if (failed != 0 || end != token.data() + token.size()) return std::nullopt;
  std::string_view text = std::string_view(bytes).substr(0, length);
  ODataPosition last;
  if (!take_number(text, last.sequence) || !text.starts_with(':')) return std::nullopt;
  text.remove_prefix(1);
  if (!take_number(text, last.row) || !text.empty()) return std::nullopt;
  if (last.sequence <= 0 || last.sequence == std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  return last;
}

} // namespace pilotage::endpoint
