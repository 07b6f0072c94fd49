#include "forms/xlsform/utf8.h"

#include <array>
#include <utility>

namespace pilotage::forms::xlsform {
namespace {

using Range = std::pair<char32_t, char32_t>;

constexpr std::array<Range, 14> kNameStart = {{{U'A', U'Z'},
                                               {U'_', U'_'},
                                               {U'a', U'z'},
                                               {0xC0, 0xD6},
                                               {0xD8, 0xF6},
                                               {0xF8, 0x2FF},
                                               {0x370, 0x37D},
                                               {0x37F, 0x1FFF},
                                               {0x200C, 0x200D},
                                               {0x2070, 0x218F},
                                               {0x2C00, 0x2FEF},
                                               {0x3001, 0xD7FF},
                                               {0xF900, 0xFDCF},
                                               {0xFDF0, 0xEFFFF}}};

constexpr std::array<Range, 5> kNameRest = {{{U'-', U'.'}, {U'0', U'9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}}};

template <std::size_t N>
bool within(const std::array<Range, N>& ranges, char32_t c) {
  for (const auto& [first, last] : ranges) {
    if (c >= first && c <= last) return true;
  }
  return false;
}

} // namespace

CodePoint decode_utf8(std::string_view text, std::size_t at) {
  if (at >= text.size()) return {};
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + length > text.size()) return {0, 1};
  char32_t value = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return {0, 1};
    value = (value << 6U) | (byte(i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kLeast[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {0, 1};
  return {value, length};
}

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = decode_utf8(text, at);
    if (c.value == 0 && text[at] != '\0') return false;
    at += c.length;
  }
  return true;
}

bool is_xml_character(char32_t c) {
  return c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

std::size_t nc_name_length(std::string_view text, std::size_t at) {
  const std::size_t start = at;
  CodePoint c = decode_utf8(text, at);
  if (c.length == 0 || !within(kNameStart, c.value)) return 0;
  while (c.length > 0 && (within(kNameStart, c.value) || within(kNameRest, c.value))) {
    at += c.length;
    c = decode_utf8(text, at);
  }
  return at - start;
}

bool is_nc_name(std::string_view name) { return !name.empty() && nc_name_length(name, 0) == name.size(); }

bool is_xml_name(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return is_nc_name(name);
  return is_nc_name(name.substr(0, colon)) && is_nc_name(name.substr(colon + 1));
}

} // namespace pilotage::forms::xlsform
