#include "sync/protocol/names.h"

#include "sync/protocol/headers.h"

#include <cstdint>
#include <cstring>

namespace pilotage::sync {

namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool has_control(std::string_view text) {
  for (char c : text)
    if (is_control(c)) return true;
  return false;
}

// Bytes that follow a lead byte, the smallest code point they may give; 0 bytes and no minimum for ASCII.
bool sequence_of(unsigned char lead, std::size_t& follow, std::uint32_t& point, std::uint32_t& least) {
  if (lead < 0x80) {
    follow = 0, point = lead, least = 0;
  } else if ((lead & 0xe0) == 0xc0) {
    follow = 1, point = lead & 0x1f, least = 0x80;
  } else if ((lead & 0xf0) == 0xe0) {
    follow = 2, point = lead & 0x0f, least = 0x800;
  } else if ((lead & 0xf8) == 0xf0) {
    follow = 3, point = lead & 0x07, least = 0x10000;
  } else {
    return false;
  }
  return true;
}

// What makes one segment of a name unusable, or "".
std::string_view fault_of_segment(std::string_view segment) {
  if (segment.empty()) return "it has an empty part";
  if (segment == "." || segment == "..") return "it leads out of its folder";
  for (char c : segment) {
    if (is_control(c)) return "it has a control character";
    if (c == '\\' || c == ':') return "it has a backslash or a colon";
  }
  return {};
}

std::string_view fault_of_name(std::string_view name, bool folders) {
  if (name.empty()) return "it is empty";
  if (name.size() > kMaxIdentifierBytes) return "it is longer than 255 bytes";
  if (!is_utf8(name)) return "it is not UTF-8";
  while (true) {
    const auto slash = name.find('/');
    if (auto fault = fault_of_segment(name.substr(0, slash)); !fault.empty()) return fault;
    if (slash == std::string_view::npos) return {};
    if (!folders) return "it has a slash";
    name.remove_prefix(slash + 1);
  }
}

Result<std::string> checked_name(std::string_view name, std::string_view where, bool folders) {
  if (auto fault = fault_of_name(name, folders); !fault.empty()) {
    // The name itself may hold anything, so only a clean one is shown.
    std::string shown = is_utf8(name) && !has_control(name) ? " \"" + std::string(name.substr(0, 80)) + "\"" : "";
    if (!is_utf8(shown)) shown.clear();
    return fail(ErrorCode::malformed, "The file name" + shown + " cannot be used: " + std::string(fault) + ".", std::string(where));
  }
  return std::string(name);
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Whether eight plain characters stand at the start: most text is nothing else.
bool is_ascii_word(std::string_view bytes) {
  std::uint64_t word = 0;
  if (bytes.size() < sizeof word) return false;
  std::memcpy(&word, bytes.data(), sizeof word);
  return (word & 0x8080808080808080U) == 0;
}

} // namespace

bool is_utf8(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    if (is_ascii_word(bytes.substr(i))) {
      i += sizeof(std::uint64_t);
      continue;
    }
    std::size_t follow = 0;
    std::uint32_t point = 0;
    std::uint32_t least = 0;
    if (!sequence_of(static_cast<unsigned char>(bytes[i]), follow, point, least)) return false;
    if (i + follow >= bytes.size()) return false;
    for (std::size_t k = 1; k <= follow; ++k) {
      const auto c = static_cast<unsigned char>(bytes[i + k]);
      if ((c & 0xc0) != 0x80) return false;
      point = (point << 6) | (c & 0x3f);
    }
    if (point < least || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return false;
    i += follow + 1;
  }
  return true;
}

Result<std::string> checked_media_name(std::string_view name, std::string_view where) { return checked_name(name, where, true); }

Result<std::string> checked_attachment_name(std::string_view name, std::string_view where) { return checked_name(name, where, false); }

Result<std::string> checked_identifier(std::string_view text, std::string_view what, bool may_be_empty) {
  std::string fault;
  if (text.empty() && !may_be_empty) fault = "is empty";
  if (text.size() > kMaxIdentifierBytes) fault = "is longer than 255 bytes";
  if (!is_utf8(text)) fault = "is not UTF-8";
  if (has_control(text)) fault = "has a control character";
  if (!fault.empty()) return fail(ErrorCode::malformed, "The " + std::string(what) + " " + fault + ".");
  return std::string(text);
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kUnreserved = "-._~";
  std::string out;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || kUnreserved.contains(c);
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
  return out;
}

Result<std::string> percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) return fail(ErrorCode::malformed, "A percent sign is not followed by two hexadecimal digits.");
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

} // namespace pilotage::sync
