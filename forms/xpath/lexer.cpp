#include "forms/xpath/lexer.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "forms/xpath/characters.h"

namespace pilotage::forms::xpath {

namespace {

bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80; }
bool is_name_char(char c) { return is_name_start(c) || is_ascii_digit(c) || c == '-' || c == '.'; }

struct Symbol {
  std::string_view text;
  TokenKind kind;
};
constexpr std::array kLongSymbols = {
    Symbol{"//", TokenKind::double_slash}, Symbol{"::", TokenKind::double_colon}, Symbol{"..", TokenKind::double_dot},
    Symbol{"!=", TokenKind::not_equal},    Symbol{"<=", TokenKind::less_equal},   Symbol{">=", TokenKind::greater_equal},
};
// Those of one character, by it; `end` where it is none.
constexpr std::array<TokenKind, 256> short_symbols() {
  std::array<TokenKind, 256> kinds{};
  kinds.fill(TokenKind::end);
  constexpr std::pair<char, TokenKind> kShort[] = {
      {'/', TokenKind::slash},        {'.', TokenKind::dot},           {'@', TokenKind::at},    {',', TokenKind::comma},
      {'(', TokenKind::open_paren},   {')', TokenKind::close_paren},   {'|', TokenKind::pipe},  {'+', TokenKind::plus},
      {'[', TokenKind::open_bracket}, {']', TokenKind::close_bracket}, {'=', TokenKind::equal}, {'-', TokenKind::minus},
      {'<', TokenKind::less},         {'>', TokenKind::greater},
  };
  for (const auto& [c, kind] : kShort) kinds[static_cast<unsigned char>(c)] = kind;
  return kinds;
}
constexpr auto kShortSymbols = short_symbols();
constexpr std::array kOperatorNames = {
    Symbol{"and", TokenKind::and_},
    Symbol{"or", TokenKind::or_},
    Symbol{"mod", TokenKind::mod},
    Symbol{"div", TokenKind::div},
};

class Lexer {
public:
  explicit Lexer(std::string_view text)
      : text_(text), ascii_(std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
    tokens_.reserve(text.size() / 4 + 8);
  }

  Result<std::vector<Token>> run() {
    for (skip_space(); at_ < text_.size(); skip_space())
      if (!next()) return std::unexpected(std::move(*error_));
    add(TokenKind::end, 0);
    return std::move(tokens_);
  }

private:
  void skip_space() {
    while (at_ < text_.size() && is_xml_space(text_[at_])) advance(1);
  }

  void advance(std::size_t bytes) {
    column_ += static_cast<std::int32_t>(ascii_ ? bytes : count_characters(text_.substr(at_, bytes)));
    at_ += bytes;
  }

  void add(TokenKind kind, std::size_t length) {
    tokens_.push_back({kind, column_, static_cast<std::int32_t>(at_), text_.substr(at_, length)});
    advance(length);
  }

  bool refuse(ErrorCode code, std::string message) {
    error_ = Error{code, std::move(message), std::to_string(column_)};
    return false;
  }

  bool next() {
    const char c = text_[at_];
    if (c == '"' || c == '\'') return literal(c);
    if (is_ascii_digit(c) || (c == '.' && at_ + 1 < text_.size() && is_ascii_digit(text_[at_ + 1]))) return number();
    if (c == '*') {
      add(after_operand() ? TokenKind::multiply : TokenKind::star, 1);
      return true;
    }
    if (is_name_start(c)) return after_operand() ? operator_name() : name();
    if (c == '$') return refuse(ErrorCode::unsupported, "Variables ($name) cannot be used in a form: refer to the question instead.");
    const char second = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    for (const Symbol& symbol : kLongSymbols) {
      if (c != symbol.text[0] || second != symbol.text[1]) continue;
      add(symbol.kind, 2);
      return true;
    }
    if (const TokenKind kind = kShortSymbols[static_cast<unsigned char>(c)]; kind != TokenKind::end) {
      add(kind, 1);
      return true;
    }
    return refuse(ErrorCode::malformed, std::string("The character \"") + c + "\" has no place in an expression.");
  }

  bool literal(char quote) {
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos)
      return refuse(ErrorCode::malformed, std::string("A text that starts with ") + quote + " never ends.");
    const std::int32_t column = column_;
    advance(1);
    add(TokenKind::literal, end - at_);
    tokens_.back().column = column;
    advance(1);
    return true;
  }

  bool number() {
    std::size_t end = at_;
    while (end < text_.size() && is_ascii_digit(text_[end])) ++end;
    if (end < text_.size() && text_[end] == '.') ++end;
    while (end < text_.size() && is_ascii_digit(text_[end])) ++end;
    add(TokenKind::number, end - at_);
    return true;
  }

  // True where what comes next must be an operator (XPath 1.0, 3.7).
  bool after_operand() const {
    if (tokens_.empty()) return false;
    switch (tokens_.back().kind) {
    case TokenKind::number:
    case TokenKind::literal:
    case TokenKind::name:
    case TokenKind::star:
    case TokenKind::dot:
    case TokenKind::double_dot:
    case TokenKind::close_paren:
    case TokenKind::close_bracket: return true;
    default: return false;
    }
  }

  // "1or2" is an operator and a number, "1 order" is nothing.
  bool operator_name() {
    const std::string_view rest = text_.substr(at_);
    for (const Symbol& symbol : kOperatorNames) {
      if (!rest.starts_with(symbol.text)) continue;
      if (rest.size() > symbol.text.size() && is_name_start(rest[symbol.text.size()])) continue;
      add(symbol.kind, symbol.text.size());
      return true;
    }
    std::size_t end = 0;
    while (end < rest.size() && is_name_char(rest[end])) ++end;
    return refuse(ErrorCode::malformed, "An operator is missing before \"" + std::string(rest.substr(0, end)) + "\".");
  }

  bool name() {
    std::size_t end = at_;
    const auto part = [&] {
      while (end < text_.size() && is_name_char(text_[end])) ++end;
    };
    part();
    if (end + 1 < text_.size() && text_[end] == ':' && (text_[end + 1] == '*' || is_name_start(text_[end + 1]))) {
      ++end;
      if (text_[end] == '*') {
        ++end;
      } else {
        part();
      }
    }
    add(TokenKind::name, end - at_);
    return true;
  }

  std::string_view text_;
  bool ascii_;
  std::size_t at_ = 0;
  std::int32_t column_ = 1;
  std::vector<Token> tokens_;
  std::optional<Error> error_;
};

} // namespace

Result<std::vector<Token>> tokenize(std::string_view text) { return Lexer(text).run(); }

} // namespace pilotage::forms::xpath
