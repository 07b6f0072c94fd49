#include <doctest/doctest.h>

#include "forms/xpath/lexer.h"

using namespace pilotage::forms::xpath;

namespace {

// The kinds of the tokens as one letter each: n number, l literal, a name, * star, o operator, . punctuation.
std::string kinds(std::string_view text) {
  const auto tokens = tokenize(text);
  REQUIRE_MESSAGE(tokens.has_value(), (tokens ? "" : tokens.error().message));
  std::string out;
  for (const Token& token : *tokens) {
    switch (token.kind) {
    case TokenKind::number: out += 'n'; break;
    case TokenKind::literal: out += 'l'; break;
    case TokenKind::name: out += 'a'; break;
    case TokenKind::star: out += '*'; break;
    case TokenKind::end: break;
    default: out += token.kind >= TokenKind::pipe ? 'o' : '.';
    }
  }
  return out;
}

} // namespace

TEST_CASE("an operator's name is a name where an operand must stand") {
  CHECK(kinds("and and and") == "aoa");
  CHECK(kinds("div div mod") == "aoa");
  CHECK(kinds("or/or or or") == "a.aoa");
  CHECK(kinds("* * *") == "*o*");
  CHECK(kinds("@* * 2") == ".*on");
  CHECK(kinds("1or2") == "non");
  CHECK(kinds("true()and-1") == "a..oon");
}

TEST_CASE("names take dashes, dots and digits with them") {
  CHECK(kinds("a-b") == "a");
  CHECK(kinds("a - b") == "aoa");
  CHECK(kinds("jr:choice-name(a.b, h:*)") == "a.a.a.");
  CHECK(kinds("été=1") == "aon");
}

TEST_CASE("numbers and dots") {
  CHECK(kinds("1.5+.5+5.") == "nonon");
  CHECK(kinds("./..//a") == "....a");
  CHECK(kinds("..<1") == ".on");
}

TEST_CASE("columns count characters, not bytes") {
  const auto tokens = tokenize("'été' = b");
  REQUIRE(tokens.has_value());
  CHECK((*tokens)[0].column == 1);
  CHECK((*tokens)[0].text == "été");
  CHECK((*tokens)[1].column == 7);
  CHECK((*tokens)[2].column == 9);
}

TEST_CASE("what is no token is refused where it stands") {
  CHECK(tokenize("a = 'never ends").error().where == "5");
  CHECK(tokenize("a # b").error().where == "3");
  CHECK(tokenize("a b").error().where == "3");
  CHECK(tokenize("a = $b").error().code == pilotage::ErrorCode::unsupported);
}
