#include "forms/xlsform/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace pilotage::forms::xlsform {
namespace {

constexpr std::string_view kSpaces = " \t\n\r\v\f";
constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

bool contains(std::initializer_list<std::string_view> words, std::string_view text) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

} // namespace

std::string cat(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string text;
  text.reserve(size);
  for (const std::string_view part : parts) text += part;
  return text;
}

std::string_view trim(std::string_view text) {
  for (;;) {
    const std::size_t first = std::min(text.find_first_not_of(kSpaces), text.size());
    text.remove_prefix(first);
    const std::size_t last = text.find_last_not_of(kSpaces);
    text = text.substr(0, last == std::string_view::npos ? 0 : last + 1);
    if (text.starts_with(kNoBreakSpace)) {
      text.remove_prefix(kNoBreakSpace.size());
    } else if (text.ends_with(kNoBreakSpace)) {
      text.remove_suffix(kNoBreakSpace.size());
    } else {
      return text;
    }
  }
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::vector<std::string_view> split(std::string_view text, std::string_view delimiter) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  for (std::size_t at = text.find(delimiter); at != std::string_view::npos; at = text.find(delimiter, start)) {
    parts.push_back(text.substr(start, at - start));
    start = at + delimiter.size();
  }
  parts.push_back(text.substr(start));
  return parts;
}

std::vector<std::string_view> split_words(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = text.find_first_not_of(kSpaces); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(kSpaces, at), text.size());
    words.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(kSpaces, end);
  }
  return words;
}

std::string replace_all(std::string_view text, std::string_view what, std::string_view with) {
  std::string result;
  std::size_t start = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos && !what.empty(); at = text.find(what, start)) {
    result += text.substr(start, at - start);
    result += with;
    start = at + what.size();
  }
  result += text.substr(start);
  return result;
}

bool has_smart_quotes(std::string_view text) {
  for (std::size_t at = text.find("\xE2\x80"); at != std::string_view::npos; at = text.find("\xE2\x80", at + 2)) {
    if (at + 2 < text.size() && contains({"\x98", "\x99", "\x9C", "\x9D"}, text.substr(at + 2, 1))) return true;
  }
  return false;
}

std::string with_plain_quotes(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view three = text.substr(at, 3);
    if (three == "\xE2\x80\x98" || three == "\xE2\x80\x99") {
      result += '\'';
      at += 2;
    } else if (three == "\xE2\x80\x9C" || three == "\xE2\x80\x9D") {
      result += '"';
      at += 2;
    } else {
      result += text[at];
    }
  }
  return result;
}

bool has_double_spaces(std::string_view text) { return text.find("  ") != std::string_view::npos; }

std::string with_single_spaces(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    if (c != ' ' || result.empty() || result.back() != ' ') result += c;
  }
  return result;
}

std::string snake_case(std::string_view text) {
  std::string result;
  for (const std::string_view word : split_words(text)) {
    if (!result.empty()) result += '_';
    result += lower(word);
  }
  return result;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> previous(b.size() + 1);
  std::vector<std::size_t> current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 0; i < a.size(); ++i) {
    current[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      current[j + 1] = std::min({previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1)});
    }
    std::swap(previous, current);
  }
  return previous[b.size()];
}

bool means_yes(std::string_view text) { return contains({"yes", "Yes", "YES", "true", "True", "TRUE", "true()"}, text); }

bool means_no(std::string_view text) { return contains({"no", "No", "NO", "false", "False", "FALSE", "false()"}, text); }

bool is_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
}

bool is_integer(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace pilotage::forms::xlsform
