#include "forms/xlsform/expression_tokens.h"

#include <algorithm>
#include <array>

#include "forms/xlsform/references.h"
#include "forms/xlsform/utf8.h"

namespace pilotage::forms::xlsform {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// "9999-99-99" with 9 for a digit.
std::size_t match_digits(std::string_view text, std::string_view pattern) {
  if (text.size() < pattern.size()) return 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '9' ? !is_digit(text[i]) : text[i] != pattern[i]) return 0;
  }
  return pattern.size();
}

std::size_t time_length(std::string_view text) {
  std::size_t length = match_digits(text, "99:99:99");
  if (length == 0) return 0;
  const std::string_view zone = text.substr(length);
  if (zone.starts_with('Z')) return length + 1;
  if (match_digits(zone, "+99:99") != 0 || match_digits(zone, "-99:99") != 0) length += 6;
  return length;
}

std::size_t date_time_length(std::string_view text) {
  const std::size_t sign = text.starts_with('-') ? 1 : 0;
  const std::size_t date = match_digits(text.substr(sign), "9999-99-99");
  if (date == 0) return sign == 0 ? time_length(text) : 0;
  const std::size_t end = sign + date;
  if (!text.substr(end).starts_with('T')) return end;
  const std::size_t time = time_length(text.substr(end + 1));
  return time == 0 ? end : end + 1 + time;
}

std::size_t number_length(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t digits = at;
  while (at < text.size() && is_digit(text[at])) ++at;
  if (at == digits) {
    if (at + 1 >= text.size() || text[at] != '.' || !is_digit(text[at + 1])) return 0;
    ++at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at;
  }
  if (at < text.size() && text[at] == '.') {
    ++at;
    while (at < text.size() && is_digit(text[at])) ++at;
  }
  return at;
}

std::size_t literal_length(std::string_view text) {
  if (text[0] != '"' && text[0] != '\'') return 0;
  const std::size_t end = text.find(text[0], 1);
  return end == std::string_view::npos ? 0 : end + 1;
}

// A name with or without a prefix.
std::size_t qualified_name_length(std::string_view text) {
  const std::size_t first = nc_name_length(text, 0);
  if (first == 0 || !text.substr(first).starts_with(':')) return first;
  const std::size_t second = nc_name_length(text, first + 1);
  return second == 0 ? first : first + 1 + second;
}

Token name_token(std::string_view text, std::size_t at, std::size_t length) {
  const std::string_view rest = text.substr(at + length);
  if (rest.starts_with('(')) return {TokenKind::function_call, at, length + 1};
  if (rest.starts_with('[')) return {TokenKind::predicate_start, at, length + 1};
  return {TokenKind::name, at, length};
}

TokenKind sign_kind(char c) {
  switch (c) {
  case '*':
  case '+':
  case '-': return TokenKind::math;
  case '=':
  case '<':
  case '>': return TokenKind::comparison;
  case '|': return TokenKind::union_sign;
  case '(': return TokenKind::open;
  case ')': return TokenKind::close;
  case '.': return TokenKind::dot;
  case '/': return TokenKind::slash;
  case ',': return TokenKind::comma;
  case ']': return TokenKind::predicate_end;
  default: return TokenKind::other;
  }
}

Token word_operator(std::string_view rest, std::size_t at) {
  for (const std::string_view word : {" mod ", " div "}) {
    if (rest.starts_with(word)) return {TokenKind::math, at, word.size()};
  }
  for (const std::string_view word : {" and ", " or "}) {
    if (rest.starts_with(word)) return {TokenKind::logic, at, word.size()};
  }
  return {};
}

Token token_at(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (const std::size_t length = date_time_length(rest)) return {TokenKind::date_time, at, length};
  if (const std::size_t length = number_length(rest)) return {TokenKind::number, at, length};
  if (const Token word = word_operator(rest, at); word.length != 0) return word;
  if (const std::size_t length = literal_length(rest)) return {TokenKind::literal, at, length};
  if (is_space(rest[0])) {
    std::size_t length = 1;
    while (length < rest.size() && is_space(rest[length])) ++length;
    return {TokenKind::space, at, length};
  }
  if (const std::size_t length = reference_length(text, at)) return {TokenKind::reference, at, length};
  if (const std::size_t length = qualified_name_length(rest)) return name_token(text, at, length);
  return {sign_kind(rest[0]), at, std::max<std::size_t>(decode_utf8(text, at).length, 1)};
}

} // namespace

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < text.size(); at += tokens.back().length) tokens.push_back(token_at(text, at));
  return tokens;
}

bool is_dynamic_default(std::string_view value, std::string_view question_type) {
  constexpr std::array<std::string_view, 5> kHyphenated = {"date", "dateTime", "geopoint", "geotrace", "geoshape"};
  const bool hyphenated = std::find(kHyphenated.begin(), kHyphenated.end(), question_type) != kHyphenated.end();
  for (const Token& token : tokens_of(value)) {
    switch (token.kind) {
    case TokenKind::math:
      if (hyphenated && value.substr(token.start, token.length) == "-") return false;
      return true;
    case TokenKind::union_sign:
    case TokenKind::reference:
    case TokenKind::function_call: return true;
    default: break;
    }
  }
  return false;
}

std::vector<std::pair<std::size_t, std::size_t>> instance_expressions(std::string_view text) {
  std::vector<std::pair<std::size_t, std::size_t>> found;
  if (text.find("instance(") == std::string_view::npos) return found;
  const std::vector<Token> tokens = tokens_of(text);
  const auto kind = [&](std::size_t i) { return i < tokens.size() ? tokens[i].kind : TokenKind::other; };
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const bool starts = tokens[i].kind == TokenKind::function_call && text.substr(tokens[i].start, tokens[i].length) == "instance(";
    if (!starts || kind(i + 1) != TokenKind::literal || kind(i + 2) != TokenKind::close) continue;
    // A path goes on until white space, except within its predicates.
    std::size_t end = i + 3;
    std::size_t depth = 0;
    while (end < tokens.size() && (depth > 0 || kind(end) != TokenKind::space)) {
      if (depth == 0 && kind(end) == TokenKind::logic) break;
      if (kind(end) == TokenKind::predicate_start) ++depth;
      if (kind(end) == TokenKind::predicate_end && depth > 0) --depth;
      ++end;
    }
    found.emplace_back(tokens[i].start, tokens[end - 1].start + tokens[end - 1].length);
    i = end - 1;
  }
  return found;
}

} // namespace pilotage::forms::xlsform
