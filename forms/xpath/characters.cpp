#include "forms/xpath/characters.h"

#include <cstdint>

namespace pilotage::forms::xpath {

namespace {

bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// The length of the UTF-8 character that `bytes` starts with; 0 where it is none (RFC 3629, 4).
std::size_t character_length(std::string_view bytes) {
  const auto at = [&](std::size_t i) -> unsigned { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u; };
  const auto follows = [&](std::size_t i) { return (at(i) & 0xC0u) == 0x80u; };
  const unsigned first = at(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned code = ((first & 0x0Fu) << 12) | ((at(1) & 0x3Fu) << 6);
    return follows(1) && follows(2) && code >= 0x800 && (code < 0xD800 || code > 0xDFFF) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned code = ((first & 0x07u) << 18) | ((at(1) & 0x3Fu) << 12);
    return follows(1) && follows(2) && follows(3) && code >= 0x10000 && code <= 0x10FFFF ? 4 : 0;
  }
  return 0;
}

} // namespace

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += starts_character(c) ? 1 : 0;
  return count;
}

std::size_t character_offset(std::string_view text, std::size_t index) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (starts_character(text[i]) && count++ == index) return i;
  return text.size();
}

std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> all;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    while (end < text.size() && !starts_character(text[end])) ++end;
    all.push_back(text.substr(i, end - i));
    i = end;
  }
  return all;
}

std::vector<std::string_view> split_at_spaces(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t i = 0;
  for (;;) {
    while (i < text.size() && is_xml_space(text[i])) ++i;
    if (i == text.size()) return parts;
    const std::size_t start = i;
    while (i < text.size() && !is_xml_space(text[i])) ++i;
    parts.push_back(text.substr(start, i - start));
  }
}

namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 && !is_xml_space(c); }
// U+FFFE and U+FFFF, in UTF-8.
bool is_noncharacter(std::string_view character) { return character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF"; }

} // namespace

bool is_xml_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) < 0x80) {
      if (is_control(c)) return false;
      ++i;
      continue;
    }
    const std::size_t length = character_length(text.substr(i));
    if (length == 0 || is_noncharacter(text.substr(i, length))) return false;
    i += length;
  }
  return true;
}

std::string xml_text(std::string_view text) {
  const std::string valid = valid_utf8(text);
  std::string kept;
  kept.reserve(valid.size());
  for (const std::string_view character : characters(valid)) {
    const char c = character.front();
    if (c == '\v' || c == '\f')
      kept += '\n';
    else if (is_noncharacter(character))
      kept += "\xEF\xBF\xBD";
    else if (!is_control(c))
      kept += character;
  }
  return kept;
}

std::string valid_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size();) {
    const std::size_t length = character_length(bytes.substr(i));
    if (length == 0) {
      text += "\xEF\xBF\xBD";
      ++i;
    } else {
      text.append(bytes.substr(i, length));
      i += length;
    }
  }
  return text;
}

} // namespace pilotage::forms::xpath
