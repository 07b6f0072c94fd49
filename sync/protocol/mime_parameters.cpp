#include "sync/protocol/mime_parameters.h"

#include <algorithm>

namespace pilotage::sync {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char l = lower(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

// Takes `"…"` from the front of `text`, or what stands before the next ';'.
std::string take_value(std::string_view& text) {
  std::string value;
  if (!text.starts_with('"')) {
    const auto end = std::min(text.find(';'), text.size());
    value = trim(text.substr(0, end));
    text.remove_prefix(end);
    return value;
  }
  text.remove_prefix(1);
  while (!text.empty() && text.front() != '"') {
    if (text.front() == '\\' && text.size() > 1 && (text[1] == '"' || text[1] == '\\')) text.remove_prefix(1);
    value.push_back(text.front());
    text.remove_prefix(1);
  }
  text.remove_prefix(std::min(text.find(';'), text.size()));
  return value;
}

// RFC 5987: UTF-8'language'percent-encoded. Another charset is left alone: the plain parameter stands beside it.
bool take_extended(std::string_view value, std::string& out) {
  if (value.size() < 7 || !equal_ignoring_case(value.substr(0, 6), "utf-8'")) return false;
  const auto quote = value.find('\'', 6);
  if (quote == std::string_view::npos) return false;
  out = percent_decoded(value.substr(quote + 1));
  return true;
}

} // namespace

MimeValue parse_mime_value(std::string_view text) {
  MimeValue result;
  const auto first = std::min(text.find(';'), text.size());
  result.value = trim(text.substr(0, first));
  text.remove_prefix(first);
  while (!text.empty()) {
    text.remove_prefix(1); // the ';'
    const auto end = text.find_first_of("=;");
    std::string name(trim(text.substr(0, end)));
    std::ranges::transform(name, name.begin(), lower);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end);
    if (text.front() == ';') continue;
    text.remove_prefix(1);
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    std::string value = take_value(text);
    if (!name.empty() && name.back() == '*') {
      name.pop_back();
      if (std::string decoded; take_extended(value, decoded)) result.parameters.insert_or_assign(name, decoded);
    } else if (!name.empty()) {
      result.parameters.try_emplace(name, std::move(value));
    }
  }
  return result;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::string in_lower_case(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), lower);
  return result;
}

std::string_view trim(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    if (!escape) {
      decoded.push_back(text[i]);
      continue;
    }
    decoded.push_back(static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])));
    i += 2;
  }
  return decoded;
}

} // namespace pilotage::sync
