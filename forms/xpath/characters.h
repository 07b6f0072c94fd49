// Text by characters: XPath counts Unicode code points, the engine keeps UTF-8.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace pilotage::forms::xpath {

std::size_t count_characters(std::string_view text);
// Where character number `index` (from 0) starts, in bytes; the text's size past the end.
std::size_t character_offset(std::string_view text, std::size_t index);
// Each character as its own view.
std::vector<std::string_view> characters(std::string_view text);
// White space as XML has it.
inline bool is_xml_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
inline bool is_xml_blank(std::string_view text) {
  for (const char c : text) {
    if (!is_xml_space(c)) return false;
  }
  return true;
}
// What can stand in a qualified name, by its byte. Those past ASCII are taken as letters.
inline constexpr std::array<bool, 256> kNameBytes = [] {
  std::array<bool, 256> bytes{};
  for (std::size_t c = 0; c < bytes.size(); ++c) {
    bytes[c] = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == ':' ||
               c >= 0x80;
  }
  return bytes;
}();
inline bool is_name_byte(char c) { return kNameBytes[static_cast<unsigned char>(c)]; }
inline bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
inline std::string_view trim_xml_space(std::string_view text) {
  while (!text.empty() && is_xml_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_xml_space(text.back())) text.remove_suffix(1);
  return text;
}
// The parts between runs of white space.
std::vector<std::string_view> split_at_spaces(std::string_view text);
// The same text where it is UTF-8; else every byte that is not is replaced by U+FFFD.
std::string valid_utf8(std::string_view bytes);
// Whether XML has a place for all of it (XML 1.0, production 2, Char).
bool is_xml_text(std::string_view text);
// What XML takes of it, at best what was meant: the line and page breaks of word processors (vertical tab, form feed) are line breaks,
// other control characters are left out, and what is no character is U+FFFD.
std::string xml_text(std::string_view text);

} // namespace pilotage::forms::xpath
