#include "sync/endpoint/storage/postgres_values.h"

#include <algorithm>

namespace pilotage::endpoint {

namespace {

// How many bytes the UTF-8 character at the start has; 0 where there is none (RFC 3629).
std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  if (first < 0x80U) return first == 0 ? 0 : 1;
  if (first >= 0xC2U && first <= 0xDFU) return follows(1) ? 2 : 0;
  if (first >= 0xE0U && first <= 0xEFU) {
    const bool overlong = first == 0xE0U && byte(1) < 0xA0U;
    const bool surrogate = first == 0xEDU && byte(1) >= 0xA0U;
    return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xF0U && first <= 0xF4U) {
    const bool overlong = first == 0xF0U && byte(1) < 0x90U;
    const bool beyond = first == 0xF4U && byte(1) >= 0x90U;
    return follows(1) && follows(2) && follows(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

std::size_t sound_prefix(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t size = character_size(text.substr(at));
    if (size == 0) break;
    at += size;
  }
  return at;
}

} // namespace

void append_big_endian(std::string& to, std::uint64_t value, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) to += static_cast<char>((value >> shift) & 0xffU);
}

std::int64_t integer_of(std::string_view binary) {
  if (binary.empty() || binary.size() > 8) return 0;
  std::uint64_t value = static_cast<unsigned char>(binary.front()) >= 0x80U && binary.size() > 1 ? ~std::uint64_t{0} : 0;
  for (const char byte : binary) value = (value << 8U) | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(value);
}

std::optional<std::string> mended_text(std::string_view text) {
  std::size_t sound = sound_prefix(text);
  if (sound == text.size()) return std::nullopt;
  std::string mended;
  while (!text.empty()) {
    mended += text.substr(0, sound);
    text.remove_prefix(sound);
    if (text.empty()) break;
    mended += "\xEF\xBF\xBD";
    text.remove_prefix(1);
    sound = sound_prefix(text);
  }
  return mended;
}

} // namespace pilotage::endpoint
