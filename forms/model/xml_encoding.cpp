#include "forms/model/xml_encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace pilotage::forms {

namespace {

// Windows-1252 where it differs from ISO-8859-1: 0x80 to 0x9F.
constexpr std::array<std::uint16_t, 32> kWindows1252 = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
    0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178};

// The length of the UTF-8 sequence at `at`, or 0 where there is none (overlong forms and surrogates are none).
std::size_t sequence_length(std::string_view bytes, std::size_t at) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned char lead = byte(at);
  const std::size_t length = lead < 0x80                   ? 1
                             : lead >= 0xC2 && lead < 0xE0 ? 2
                             : (lead & 0xF0) == 0xE0       ? 3
                             : lead >= 0xF0 && lead < 0xF5 ? 4
                                                           : 0;
  if (length == 0 || at + length > bytes.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  }
  if (lead == 0xE0 && byte(at + 1) < 0xA0) return 0;
  if (lead == 0xED && byte(at + 1) >= 0xA0) return 0;
  if (lead == 0xF0 && byte(at + 1) < 0x90) return 0;
  if (lead == 0xF4 && byte(at + 1) >= 0x90) return 0;
  return length;
}

// Where the first byte is that does not belong to UTF-8, or npos.
std::size_t first_invalid(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    std::array<std::uint64_t, 4> words;
    if (at + sizeof words <= bytes.size()) {
      std::memcpy(words.data(), bytes.data() + at, sizeof words);
      if (((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080ULL) == 0) {
        at += sizeof words;
        continue;
      }
    }
    const std::size_t length = sequence_length(bytes, at);
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

std::string declared_encoding(std::string_view bytes) {
  if (!bytes.starts_with("<?xml")) return {};
  const std::string_view declaration = bytes.substr(0, bytes.find("?>"));
  const std::size_t at = declaration.find("encoding");
  if (at == std::string_view::npos) return {};
  const std::size_t open = declaration.find_first_of("'\"", at);
  if (open == std::string_view::npos) return {};
  const std::size_t close = declaration.find(declaration[open], open + 1);
  if (close == std::string_view::npos) return {};
  std::string name(declaration.substr(open + 1, close - open - 1));
  std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return name;
}

Result<std::string> from_utf16(std::string_view bytes, bool big_endian) {
  if (bytes.size() % 2 != 0) return fail(ErrorCode::malformed, "The document is UTF-16 and ends in the middle of a character.");
  auto unit = [&](std::size_t i) -> std::uint32_t {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    return big_endian ? static_cast<std::uint32_t>(first << 8 | second) : static_cast<std::uint32_t>(second << 8 | first);
  };
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    std::uint32_t code = unit(i);
    if (code >= 0xD800 && code < 0xDC00 && i + 2 < bytes.size()) {
      const std::uint32_t low = unit(i + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        i += 2;
      }
    }
    if (!append_utf8(code, text)) return fail(ErrorCode::malformed, "The document holds a character that XML does not take.");
  }
  return text;
}

std::string from_one_byte(std::string_view bytes, bool windows) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80)
      text.push_back(c);
    else
      append_utf8(windows && byte < 0xA0 ? kWindows1252[byte - 0x80U] : byte, text);
  }
  return text;
}

Utf8Document owned(std::string text) {
  auto converted = std::make_shared<std::string>(std::move(text));
  return {*converted, converted};
}

} // namespace

bool append_utf8(std::uint32_t c, std::string& into) {
  const bool taken =
      c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c < 0xD800) || (c >= 0xE000 && c < 0xFFFE) || (c >= 0x10000 && c < 0x110000);
  if (!taken) return false;
  auto push = [&](std::uint32_t byte) { into.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    push(c);
  } else if (c < 0x800) {
    push(0xC0 | c >> 6);
    push(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    push(0xE0 | c >> 12);
    push(0x80 | (c >> 6 & 0x3F));
    push(0x80 | (c & 0x3F));
  } else {
    push(0xF0 | c >> 18);
    push(0x80 | (c >> 12 & 0x3F));
    push(0x80 | (c >> 6 & 0x3F));
    push(0x80 | (c & 0x3F));
  }
  return true;
}

Result<Utf8Document> to_utf8(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    auto text = from_utf16(bytes.substr(2), bytes[0] == '\xFE');
    if (!text) return std::unexpected(text.error());
    return owned(*std::move(text));
  }
  const bool marked = bytes.starts_with("\xEF\xBB\xBF");
  if (marked) bytes.remove_prefix(3);
  const std::string encoding = marked ? std::string() : declared_encoding(bytes);
  if (encoding == "iso-8859-1" || encoding == "latin1") return owned(from_one_byte(bytes, false));
  if (encoding == "windows-1252") return owned(from_one_byte(bytes, true));
  if (!encoding.empty() && encoding != "utf-8" && encoding != "utf8" && encoding != "us-ascii" && encoding != "ascii") {
    return fail(ErrorCode::unsupported, "The document says that it is written in the encoding \"" + encoding + "\". Save it as UTF-8.");
  }
  if (const std::size_t bad = first_invalid(bytes); bad != std::string_view::npos) {
    const auto line = 1 + std::ranges::count(bytes.substr(0, bad), '\n');
    return fail(ErrorCode::malformed, "Line " + std::to_string(line) + " holds a byte that is not UTF-8. Save the document as UTF-8.");
  }
  return Utf8Document{bytes, nullptr};
}

} // namespace pilotage::forms
