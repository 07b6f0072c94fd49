// An expression's text as tokens (XPath 1.0, 3.7), with the rules of that section that tell a name from an operator.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "forms/error.h"

namespace pilotage::forms::xpath {

enum class TokenKind : std::uint8_t {
  number,
  literal, // `text` is without its quotes
  name,    // NCName, prefix:local or prefix:*
  star,    // * as a name test
  slash,
  double_slash,
  dot,
  double_dot,
  at,
  double_colon,
  comma,
  open_paren,
  close_paren,
  open_bracket,
  close_bracket,
  pipe,
  plus,
  minus,
  multiply,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  and_,
  or_,
  mod,
  div,
  end,
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::int32_t column = 1; // in characters, from 1
  std::int32_t offset = 0; // of `text` in the expression, in bytes
  std::string_view text;
};

// The tokens, the last one being `end`. Errors: malformed, unsupported (variables), both with the column in `where` as a number.
Result<std::vector<Token>> tokenize(std::string_view text);

} // namespace pilotage::forms::xpath
