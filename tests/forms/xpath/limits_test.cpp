#include <doctest/doctest.h>

#include "forms/xpath/documents/document.h"

using namespace pilotage;
using namespace pilotage::forms::xpath;

namespace {

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

// A root with so many children "a".
std::string wide(int children) { return "<r>" + repeated("<a/>", children) + "</r>"; }

} // namespace

TEST_CASE("10,000 levels of anything are refused, not followed") {
  Document document("<r/>");
  constexpr int kLevels = 10'000;
  for (const auto& [open, middle, close] :
       {std::tuple{"(", "1", ")"}, {"not(", "1", ")"}, {"a[", "1", "]"}, {"-", "1", ""}, {"1*(", "1", ")"}}) {
    const Error error = document.error(repeated(open, kLevels) + middle + repeated(close, kLevels));
    CHECK(error.code == ErrorCode::limit_exceeded);
    CHECK(error.where.starts_with("column "));
  }
  CHECK(document.error("1" + repeated(" * 1", kLevels)).code == ErrorCode::limit_exceeded);
  CHECK(document.error("1" + repeated(" = 1", kLevels)).code == ErrorCode::limit_exceeded);
}

TEST_CASE("long sums, conditions and unions are not deep") {
  Document document("<r><a>1</a></r>");
  CHECK(document.number("1" + repeated(" + 1", 9'999)) == 10'000);
  CHECK(document.number("0" + repeated(" - 1", 9'999)) == -9'999);
  CHECK(document.truth("false()" + repeated(" or false()", 5'000) + " or true()"));
  CHECK(document.nodes("/r/a" + repeated(" | /r/a", 2'000)) == "/1/1");
  CHECK(document.text("/r" + repeated("/a/..", 2'000)) == "1");
}

TEST_CASE("an expression that is longer than any form's is refused") {
  Document document("<r/>");
  CHECK(document.error(std::string(kMaxExpressionLength + 1, ' ')).code == ErrorCode::limit_exceeded);
}

TEST_CASE("the budget of steps ends what would take for ever") {
  Document document(wide(2'000));
  document.context.limits.steps = 1'000'000;
  CHECK(document.number("count(/r/a)") == 2'000);
  CHECK(document.error("count(/r/a[count(/r/a[count(/r/a) > 1]) > 1])").code == ErrorCode::limit_exceeded);
  CHECK(document.error("count(//a[following::a[preceding::a]])").code == ErrorCode::limit_exceeded);
  CHECK(document.error("sum(//*[../b])").code == ErrorCode::limit_exceeded);
}

TEST_CASE("a set does not grow past its limit") {
  Document document(wide(2'000));
  document.context.limits.nodes = 1'000;
  const Error error = document.error("count(/r/a)");
  CHECK(error.code == ErrorCode::limit_exceeded);
  CHECK(error.message.find("nodes") != std::string::npos);
}

TEST_CASE("a text does not grow past its limit") {
  Document document("<r><a>0123456789</a></r>");
  document.context.limits.characters = 1'000;
  std::string expression = "/r/a";
  for (int i = 0; i < 12; ++i) {
    const std::string part = expression;
    expression = "concat(";
    expression.append(part).append(", ").append(part).append(")");
  }
  CHECK(document.error(expression).code == ErrorCode::limit_exceeded);
}

TEST_CASE("a pattern that never ends is stopped") {
  Document document("<r/>");
  const Error error = document.error("regex('" + std::string(40, 'a') + "b', '^(a+)+$')");
  CHECK(error.code == ErrorCode::limit_exceeded);
}

TEST_CASE("a table of 100,000 items, filtered") {
  std::string xml = "<r>";
  for (int i = 0; i < 100'000; ++i) xml += "<i><k>" + std::to_string(i % 100) + "</k></i>";
  Document document(xml + "</r>");
  CHECK(document.number("count(/r/i[k = '7'])") == 1'000);
  CHECK(document.number("count(/r/i[k = /r/i[8]/k])") == 1'000);
  CHECK(document.truth("/r/i/k != /r/i/k"));
  CHECK_FALSE(document.truth("/r/i/k > /r/i/k[. = 99]"));
}
