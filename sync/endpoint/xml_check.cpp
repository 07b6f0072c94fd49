#include "sync/endpoint/xml_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "sync/protocol/names.h"

namespace pilotage::endpoint {

namespace {

bool is_xml_character(std::uint32_t code) {
  if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
  return code < 0xD800 || (code > 0xDFFF && code < 0xFFFE) || (code > 0xFFFF && code <= 0x10FFFF);
}

// `name` stands between '&' and ';'.
bool is_reference(std::string_view name) {
  constexpr std::array<std::string_view, 5> kNamed = {"amp", "lt", "gt", "quot", "apos"};
  for (const std::string_view known : kNamed)
    if (name == known) return true;
  if (!name.starts_with('#')) return false;
  const bool hex = name.starts_with("#x");
  const std::string_view digits = name.substr(hex ? 2 : 1);
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
  return error == std::errc{} && end == digits.data() + digits.size() && is_xml_character(code);
}

bool is_forbidden_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
}

// Eight bytes at a time: whether one of them is below 0x20 (or, rarely, only looks like it).
bool may_hold_control(std::string_view eight) {
  std::uint64_t word = 0;
  std::memcpy(&word, eight.data(), sizeof word);
  return ((word - 0x2020202020202020U) & ~word & 0x8080808080808080U) != 0;
}

std::size_t first_control(std::string_view xml) {
  for (std::size_t at = 0; at < xml.size();) {
    const std::string_view some = xml.substr(at, sizeof(std::uint64_t));
    if (some.size() < sizeof(std::uint64_t) || may_hold_control(some))
      if (const auto control = std::ranges::find_if(some, is_forbidden_control); control != some.end())
        return at + static_cast<std::size_t>(control - some.begin());
    at += some.size();
  }
  return std::string_view::npos;
}

// Where the next '<' or '&' stands. find_first_of() calls a function for each character.
std::size_t next_markup(std::string_view xml, std::size_t at) {
  while (at < xml.size() && xml[at] != '<' && xml[at] != '&') ++at;
  return at;
}

// Skips from `at` past `closing` where `opening` starts there; npos where it never closes.
bool skip(std::string_view xml, std::size_t& at, std::string_view opening, std::string_view closing) {
  if (!xml.substr(at).starts_with(opening)) return false;
  const auto end = xml.find(closing, at + opening.size());
  at = end == std::string_view::npos ? xml.size() : end + closing.size();
  return true;
}

} // namespace

Result<void> check_characters(std::string_view xml) {
  if (!sync::is_utf8(xml)) return fail(ErrorCode::malformed, "The XML is not valid UTF-8.");
  if (const std::size_t control = first_control(xml); control != std::string_view::npos)
    return fail(ErrorCode::malformed, fmt::format("The XML holds a control character (byte {:#04x} at position {}).",
                                                  static_cast<unsigned char>(xml[control]), control + 1));
  if (xml.find('&') == std::string_view::npos) return {}; // most have none, and need not be gone through
  for (std::size_t at = next_markup(xml, 0); at < xml.size(); at = next_markup(xml, at)) {
    if (skip(xml, at, "<![CDATA[", "]]>") || skip(xml, at, "<!--", "-->")) continue;
    if (xml[at] == '&') {
      const auto end = xml.find(';', at);
      if (end == std::string_view::npos || end - at > 12 || !is_reference(xml.substr(at + 1, end - at - 1)))
        return fail(ErrorCode::malformed, fmt::format("The XML holds an \"&\" that stands for nothing, at position {}.", at + 1));
    }
    ++at;
  }
  return {};
}

std::string_view local_name(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

} // namespace pilotage::endpoint
