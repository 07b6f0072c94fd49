#include "client/ui/typed_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

namespace pilotage::ui {

namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::string_view(" \t\r\n").find(text.front()) != std::string_view::npos) text.remove_prefix(1);
  while (!text.empty() && std::string_view(" \t\r\n").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  return text;
}

std::string lowered(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes one or two digits from the front.
std::optional<int> take_number(std::string_view& text) {
  std::size_t digits = 0;
  while (digits < 2 && digits < text.size() && is_digit(text[digits])) ++digits;
  if (digits == 0) return std::nullopt;
  int value = 0;
  std::from_chars(text.data(), text.data() + digits, value);
  text.remove_prefix(digits);
  return value;
}

struct Half {
  bool given = false, afternoon = false;
};

Half take_half(std::string_view& text) {
  for (const std::string_view ending : {"am", "a.m.", "pm", "p.m."}) {
    if (!text.ends_with(ending)) continue;
    text = trimmed(text.substr(0, text.size() - ending.size()));
    return {true, ending.front() == 'p'};
  }
  return {};
}

// A number that ends at a blank, a degree sign or a letter; a comma in it is a decimal point.
std::optional<double> number_of(std::string text) {
  std::ranges::replace(text, ',', '.');
  double value = 0;
  const char* const begin = text.data() + (text.starts_with('+') ? 1 : 0);
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

// Numbers are apart by semicolons, by commas with a blank, or by blanks: "46,2 6,15" and "46.2, 6.15" are both two numbers.
std::vector<std::string> words_of(std::string_view text) {
  const bool semicolons = text.find(';') != std::string_view::npos;
  // "46.2,6.15": where numbers have points, a comma parts them.
  const bool commas = !semicolons && text.find('.') != std::string_view::npos;
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool ends_word = text[i] == ',' && (i + 1 == text.size() || text[i + 1] == ' ');
    const bool parts = text[i] == ' ' || text[i] == '\t' || text[i] == ';' || ends_word || (commas && text[i] == ',');
    if (parts)
      words.emplace_back();
    else
      words.back() += text[i];
  }
  std::erase(words, "");
  return words;
}

// Latitude, longitude and what else is there; south and west count below zero.
std::optional<std::vector<double>> degrees_of(std::string_view typed) {
  std::string plain;
  for (std::size_t i = 0; i < typed.size(); ++i) {
    // "°" is two bytes.
    if (i + 1 < typed.size() && typed[i] == '\xC2' && typed[i + 1] == '\xB0') {
      plain += ' ';
      ++i;
    } else
      plain += typed[i];
  }
  std::vector<double> numbers;
  for (std::string word : words_of(plain)) {
    const char last = word.back();
    const bool east_west = std::string_view("EeWwOo").find(last) != std::string_view::npos;
    const bool letter = east_west || std::string_view("NnSs").find(last) != std::string_view::npos;
    if (letter) word.pop_back();
    if (!word.empty()) {
      const auto number = number_of(word);
      if (!number) return std::nullopt;
      numbers.push_back(*number);
    }
    if (!letter) continue;
    // North and south belong to the first number, east and west to the second. O is west in French and Spanish.
    if (numbers.size() != (east_west ? 2U : 1U)) return std::nullopt;
    if (std::string_view("SsWwOo").find(last) != std::string_view::npos) numbers.back() *= -1;
  }
  return numbers;
}

} // namespace

std::optional<std::string> time_typed(std::string_view typed) {
  const std::string lower = lowered(trimmed(typed));
  if (lower.empty()) return std::string();
  std::string_view rest = lower;
  const Half half = take_half(rest);
  auto hour = take_number(rest);
  if (!hour) return std::nullopt;
  int minute = 0;
  rest = trimmed(rest);
  const bool mark = !rest.empty() && std::string_view(":.h").find(rest.front()) != std::string_view::npos;
  if (mark) rest = trimmed(rest.substr(1));
  if (!rest.empty()) {
    if (rest.size() != 2) return std::nullopt;
    const auto read = take_number(rest);
    if (!read || !rest.empty()) return std::nullopt;
    minute = *read;
  } else if (!mark && !half.given) {
    return std::nullopt; // "14" alone may be the start of something else
  }
  if (half.given) {
    if (*hour < 1 || *hour > 12) return std::nullopt;
    hour = *hour % 12 + (half.afternoon ? 12 : 0);
  }
  if (*hour > 23 || minute > 59) return std::nullopt;
  return fmt::format("{:02}:{:02}:00", *hour, minute);
}

std::string time_shown(std::string_view canonical) {
  const bool time = canonical.size() >= 5 && canonical[2] == ':' && is_digit(canonical[0]) && is_digit(canonical[4]);
  return std::string(time ? canonical.substr(0, 5) : canonical);
}

std::optional<std::string> place_typed(std::string_view typed) {
  if (trimmed(typed).empty()) return std::string();
  const auto numbers = degrees_of(typed);
  if (!numbers) return std::nullopt;
  const std::vector<double>& n = *numbers;
  if (n.size() < 2 || n.size() > 4 || std::abs(n[0]) > 90 || std::abs(n[1]) > 180) return std::nullopt;
  return fmt::format("{} {} {} {}", n[0], n[1], n.size() > 2 ? n[2] : 0.0, n.size() > 3 ? n[3] : 0.0);
}

std::optional<std::string> places_typed(std::string_view typed, bool closed) {
  std::vector<std::string> places;
  while (!typed.empty()) {
    const std::size_t end = std::min(typed.find('\n'), typed.size());
    const auto place = place_typed(typed.substr(0, end));
    if (!place) return std::nullopt;
    if (!place->empty()) places.push_back(*place);
    typed.remove_prefix(std::min(end + 1, typed.size()));
  }
  if (places.empty()) return std::string();
  if (closed && places.size() > 2 && places.front() != places.back()) places.push_back(places.front());
  if (places.size() < (closed ? 4U : 2U)) return std::nullopt;
  return fmt::format("{}", fmt::join(places, "; "));
}

std::string places_shown(std::string_view canonical) {
  std::string shown;
  while (!canonical.empty()) {
    const std::size_t end = std::min(canonical.find(';'), canonical.size());
    const std::vector<std::string> words = words_of(canonical.substr(0, end));
    if (words.size() >= 2) shown += (shown.empty() ? "" : "\n") + words[0] + ", " + words[1];
    // What altitude and accuracy say is kept where they say something.
    if (words.size() >= 3 && (words[2] != "0" || (words.size() == 4 && words[3] != "0"))) {
      for (std::size_t i = 2; i < words.size(); ++i) shown += ", " + words[i];
    }
    canonical.remove_prefix(std::min(end + 1, canonical.size()));
  }
  return shown;
}

} // namespace pilotage::ui
