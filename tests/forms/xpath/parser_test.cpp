#include <doctest/doctest.h>

#include "forms/xpath/expression.h"
#include "forms/xpath/function_table.h"

using namespace pilotage;
using namespace pilotage::forms::xpath;

namespace {

// The tree of an expression, written out: "(add 1 (multiply 2 3))".
class Shape {
public:
  explicit Shape(std::string_view text) : expression_(*Expression::parse(text, {}, names_)) {}
  std::string written() const { return written(expression_.ast().root()); }
  const Ast& ast() const { return expression_.ast(); }

private:
  static constexpr const char* kNames[] = {"number", "literal", "or", "and", "=",   "!=",  "<", "<=",   ">",
                                           ">=",     "+",       "*",  "div", "mod", "neg", "|", "call", "path"};

  std::string written(AstId id) const {
    const Ast& of = ast();
    const AstNode& node = of[id];
    if (node.kind == AstKind::number) return std::to_string(static_cast<int>(node.number));
    if (node.kind == AstKind::literal) return "'" + std::string(of.literal(node)) + "'";
    if (node.kind == AstKind::path) return path(of.path(node));
    std::string out = "(";
    out += node.kind == AstKind::call ? std::string(of.call_name(node)) : kNames[static_cast<int>(node.kind)];
    for (const AstId operand : of.operands(node)) out += " " + written(operand);
    return out + ")";
  }

  std::string path(const Path& path) const {
    std::string out = path.start == PathStart::root ? "/" : path.start == PathStart::context ? "." : written(path.expression);
    for (const AstId predicate : ast().start_predicates(path)) out += "[" + written(predicate) + "]";
    for (const Step& step : ast().steps_of(path)) {
      out += " " + std::to_string(static_cast<int>(step.axis)) + ":";
      out += step.test == NodeTest::name ? std::string(names_.local(step.name)) : "?";
      for (const AstId predicate : ast().predicates(step)) out += "[" + written(predicate) + "]";
    }
    return out;
  }

  NameTable names_;
  Expression expression_;
};

std::string shape(std::string_view text) { return Shape(text).written(); }

Error refused(std::string_view text) {
  NameTable names;
  const auto parsed = Expression::parse(text, {}, names);
  REQUIRE_MESSAGE(!parsed.has_value(), text);
  return parsed.error();
}

} // namespace

TEST_CASE("operators bind as XPath 1.0, 3 says") {
  CHECK(shape("1 + 2 * 3") == "(+ 1 (* 2 3))");
  CHECK(shape("(1 + 2) * 3") == "(* (+ 1 2) 3)");
  CHECK(shape("1 - 2 - 3") == "(+ 1 (neg 2) (neg 3))");
  CHECK(shape("8 div 4 mod 2") == "(mod (div 8 4) 2)");
  CHECK(shape("1 = 2 < 3") == "(= 1 (< 2 3))");
  CHECK(shape("1 or 2 and 3 or 4") == "(or 1 (and 2 3) 4)");
  CHECK(shape("-a | b") == "(neg (| . 0:a . 0:b))");
  CHECK(shape("- - 1") == "(neg (neg 1))");
  CHECK(shape("1 > 2 > 3") == "(> (> 1 2) 3)");
}

TEST_CASE("paths are steps") {
  CHECK(shape(".") == ".");
  CHECK(shape("/") == "/");
  CHECK(shape("./a") == ". 0:a");
  CHECK(shape("../a") == ". 1:? 0:a");
  CHECK(shape("/a/b[1][c]") == "/ 0:a 0:b[1][. 0:c]");
  CHECK(shape("//a") == "/ 4:a");
  CHECK(shape("//a[1]") == "/ 5:? 0:a[1]");
  CHECK(shape("a//@b") == ". 0:a 5:? 3:b");
  CHECK(shape("ancestor :: a") == ". 6:a");
  CHECK(shape("instance('x')/root/item") == "(instance 'x') 0:root 0:item");
  CHECK(shape("(a | b)[1]/c") == "(| . 0:a . 0:b)[1] 0:c");
  CHECK(shape("current()/..") == "(current) 1:?");
  CHECK(shape("text()[. = '']") == ". 0:?[(= . '')]");
}

TEST_CASE("calls know their function and their arguments") {
  const Shape shape("concat(a, jr:itext('x'), nobody())");
  const Ast& ast = shape.ast();
  const AstNode& root = ast[ast.root()];
  CHECK(ast.call_name(root) == "concat");
  REQUIRE(ast.operands(root).size() == 3);
  CHECK(ast[ast.operands(root)[1]].function->name == "jr:itext");
  CHECK(has(ast[ast.operands(root)[1]].function->depends_on, DependsOn::language));
  CHECK(ast[ast.operands(root)[2]].function == nullptr);
}

TEST_CASE("names without a prefix take the namespace that the form gives them, or none") {
  NameTable names;
  const auto expression = Expression::parse("a/@b/p:c", {.prefixes = {{"p", "urn:p"}}, .unprefixed = "urn:d"}, names);
  REQUIRE(expression.has_value());
  const auto& steps = expression->ast().steps;
  CHECK(names.uri(steps[0].name) == "urn:d");
  CHECK(names.uri(steps[0].alternative).empty());
  CHECK(names.uri(steps[1].name).empty());
  CHECK(names.uri(steps[2].name) == "urn:p");
}

TEST_CASE("what is wrong is told with its column") {
  CHECK(refused("/data/a +").where == "column 10 of: /data/a +");
  CHECK(refused("a b").where == "column 3 of: a b");
  CHECK(refused("concat(a,").where == "column 10 of: concat(a,");
  CHECK(refused("a[1").where == "column 4 of: a[1");
  CHECK(refused("(a").message == "\")\" is missing before its end.");
  CHECK(refused("a)").where == "column 2 of: a)");
  CHECK(refused("").where == "column 1 of: ");
  CHECK(refused("/data//").where == "column 8 of: /data//");
  CHECK(refused("été + nix:a").where == "column 7 of: été + nix:a");
  CHECK(refused("nix:f()").message.find("nix:f") != std::string::npos);
  CHECK(refused("a/f()").where == "column 3 of: a/f()");
  CHECK(refused("namespace::a").code == ErrorCode::unsupported);
  CHECK(refused("sideways::a").code == ErrorCode::malformed);
  CHECK(refused("$a").code == ErrorCode::unsupported);
}

TEST_CASE("functions that do not exist and wrong numbers of arguments are complaints") {
  NameTable names;
  const auto expression = Expression::parse("if(true(), 1) + sumn(a) + round() + pi(1)", {}, names);
  REQUIRE(expression.has_value());
  const auto complaints = expression->complaints();
  REQUIRE(complaints.size() == 4);
  CHECK(complaints[0].message == "The function \"if\" takes 3 arguments, not 2.");
  CHECK(complaints[0].column == 1);
  CHECK(complaints[1].message == "There is no function \"sumn\". Check its spelling.");
  CHECK(complaints[1].column == 17);
  CHECK(complaints[2].message == "The function \"round\" takes 1 to 2 arguments, not 0.");
  CHECK(complaints[3].message == "The function \"pi\" takes no arguments, not 1.");
  CHECK(Expression::parse("concat()", {}, names)->complaints().empty());
}

TEST_CASE("plain XPath 1.0 does not know the functions of forms") {
  NameTable names;
  CHECK(Expression::parse("selected(a, 'b')", {}, names, Dialect::xpath1)->complaints().size() == 1);
  CHECK(Expression::parse("sum(a)", {}, names, Dialect::xpath1)->complaints().empty());
}
