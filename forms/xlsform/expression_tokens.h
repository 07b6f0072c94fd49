// The words of an XLSForm formula, told apart as far as the converter must: whether a default value is calculated, and
// where in a label a formula stands. Not an XPath parser: formulas are judged by the form engine. Pure; any thread.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace pilotage::forms::xlsform {

enum class TokenKind {
  date_time,
  number,
  math, // * + - and the words mod, div
  comparison,
  logic,      // and, or
  union_sign, // |
  open,
  close,
  dot,
  slash,
  literal,
  comma,
  space,
  reference,       // ${name}
  function_call,   // name(
  predicate_start, // name[
  predicate_end,   // ]
  name,
  other,
};

struct Token {
  TokenKind kind = TokenKind::other;
  std::size_t start = 0;
  std::size_t length = 0;
};

std::vector<Token> tokens_of(std::string_view text);

// A default that must be calculated when the form opens, rather than written into it: it calls a function, refers to a
// question or does arithmetic. The hyphens of a date or a coordinate are none.
bool is_dynamic_default(std::string_view value, std::string_view question_type);

// Where instance('list')/root/item[…]/label stands within a text: first and one past the last character of each.
std::vector<std::pair<std::size_t, std::size_t>> instance_expressions(std::string_view text);

} // namespace pilotage::forms::xlsform
