// Expressions that are compiled to direct programs give what the evaluator of all expressions gives: number(…) or boolean(…) around
// one is a call, which is left to that.
#include "forms/engine/direct_evaluation.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "forms/model/form_definition.h"
#include "support/scenario.h"

using namespace pilotage;
using namespace pilotage::forms;

namespace {

struct Case {
  std::string expression;
  bool direct;
};

// a and b are questions, hidden one that is not relevant, group one with children.
const std::vector<Case> kNumbers = {
    {"/data/a + 1", true},
    {"1 + /data/a", true},
    {"1 + 2 + /data/a + 3", true},
    {"/data/a - /data/b - 2", true},
    {"/data/a * /data/b", true},
    {"/data/a div /data/b", true},
    {"/data/a mod /data/b", true},
    {"-/data/a", true},
    {"--/data/a", true},
    {"- (/data/a + /data/b) * 2", true},
    {"/data/hidden + 1", true},
    {"1 + if(/data/a = '', 0, /data/a)", true},
    {"1 + if(/data/a > 3 and /data/b > 3, if(/data/a > /data/b, 1, 2), 3)", true},
    {"1 + if(/data/a > 3 or /data/b > 3, 10 * /data/a, /data/b)", true},
    {"1 + (/data/a > 3)", true},
    {"2 * (/data/a = 'yes')", true},
    {"../a + ../b", true},
    {"current()/../a + 1", true},
    {"1 + /data/group", false},
    {"1 + if(/data/a, 1, 2)", false},
    {"1 + '2'", false},
    {"1 + string-length(/data/a)", false},
    {"1 + count(/data/row)", false},
    {"1 + /data/row/x", false},
    {"1+(1+(1+(1+(1+(1+(1+(1+(1+(1+(1+(1+(1+(1+(1+(1+(1+(1+(1+/data/a))))))))))))))))))", false}, // deeper than the stack
};

const std::vector<Case> kConditions = {
    {"/data/a = ''", true},
    {"/data/a != ''", true},
    {"'' = /data/a", true},
    {"/data/a = 'yes'", true},
    {"/data/a != 'yes'", true},
    {"/data/hidden = ''", true},
    {"/data/hidden != ''", true},
    {"/data/hidden = 'was'", true},
    {"/data/a = 3", true},
    {"3 = /data/a", true},
    {"/data/a < 3", true},
    {"/data/a <= 3", true},
    {"/data/a > 3", true},
    {"/data/a >= 3", true},
    {"/data/a < /data/b", true},
    {"/data/a + 1 = /data/b", true},
    {"/data/hidden < 3", true},
    {"/data/a > 1 and /data/a < 10 and /data/b = 'yes'", true},
    {"/data/a > 1 or /data/b > 1 or /data/hidden = ''", true},
    {"(/data/a = 'yes' or /data/b = 'yes') and (/data/a != '' and /data/b != '')", true},
    {"/data/a > 1 and 2", true},
    {"0 or /data/a > 1", true},
    {"/data/a != 3", false}, // a question that is not there differs from nothing
    {"/data/a = /data/b", false},
    {"/data/a != /data/b", false},
    {"/data/a < '3'", false},
    {"(/data/a > 1) = (/data/b > 1)", false},
    {"/data/a and /data/b > 1", false},
    {"not(/data/a > 1)", false},
    {"selected(/data/a, 'yes')", false},
};

const std::vector<std::string> kAnswers = {
    "",           "0",   "3",     "-3",   "7.5",   "  4 ", "1e3", "yes",      "Yes", "no way",
    "2024-03-01", "NaN", "12:30", "true", "false", "-",    "0x4", "Infinity", "3.0", "99999999999999999999"};

// For each case a node that is bound by its expression, and one that is bound by a call with the expression in it.
std::string form_of(const std::vector<Case>& cases, const std::string& bound, const std::string& around) {
  std::string nodes = "<a/><b/><hidden>was</hidden><group><c>1</c></group><row jr:template=\"\"><x/></row>";
  std::string binds = "<bind nodeset=\"/data/hidden\" relevant=\"false()\"/>";
  const auto add = [&](const std::string& name, const std::string& type, const std::string& expression) {
    nodes += "<" + name + "/>";
    binds += "<bind nodeset=\"/data/" + name + "\" type=\"" + type + "\" " + bound + "=\"" + escaped(expression) + "\"/>";
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::string number = std::to_string(i);
    add("direct" + number, "string", cases[i].expression);
    add("call" + number, "string", around + "(" + cases[i].expression + ")");
    add("direct-int" + number, "int", cases[i].expression);
    add("call-int" + number, "int", around + "(" + cases[i].expression + ")");
  }
  return xform(forms::data(nodes) + binds,
               "<input ref=\"/data/a\"/><input ref=\"/data/b\"/><repeat nodeset=\"/data/row\"><input ref=\"x\"/></repeat>");
}

// Whether the two nodes of each case are the same, whatever is answered.
template <typename Seen>
void expect_same(const std::vector<Case>& cases, Scenario form, Seen seen) {
  for (const std::string& a : kAnswers) {
    for (const std::string& b : kAnswers) {
      form.answer("a", a);
      form.answer("b", b);
      for (std::size_t i = 0; i < cases.size(); ++i) {
        const std::string number = std::to_string(i);
        INFO(cases[i].expression << " with \"" << a << "\" and \"" << b << "\"");
        CHECK(seen(form, "direct" + number) == seen(form, "call" + number));
        CHECK(seen(form, "direct-int" + number) == seen(form, "call-int" + number));
      }
    }
  }
}

void expect_direct(const std::vector<Case>& cases, DirectProgram::Gives gives) {
  Scenario form(form_of(cases, "calculate", "string"));
  for (const Case& each : cases) {
    INFO(each.expression);
    int found = 0;
    for (const FormExpression& expression : form.form()->content().expressions) {
      if (expression.expression.text() != each.expression) continue;
      ++found;
      CHECK(expression.direct.gives == (each.direct ? gives : DirectProgram::Gives::nothing));
    }
    CHECK(found == 2);
  }
}

} // namespace

TEST_CASE("which expressions have a direct program") {
  expect_direct(kNumbers, DirectProgram::Gives::number);
  expect_direct(kConditions, DirectProgram::Gives::condition);
}

TEST_CASE("a direct program gives the number that the expression gives") {
  expect_same(kNumbers, Scenario(form_of(kNumbers, "calculate", "number")),
              [](const Scenario& form, const std::string& node) { return form.value(node); });
}

TEST_CASE("a direct program gives the condition that the expression gives") {
  expect_same(kConditions, Scenario(form_of(kConditions, "relevant", "boolean")),
              [](const Scenario& form, const std::string& node) { return form.state(node).relevant; });
}

TEST_CASE("a constraint on the question itself is direct, and refuses what it refuses otherwise") {
  Scenario form(xform(data("<a/>") + "<bind nodeset=\"/data/a\" type=\"int\" constraint=\". &gt;= 0 and . &lt;= 100\"/>",
                      "<input ref=\"/data/a\"/>"));
  bool found = false;
  for (const FormExpression& expression : form.form()->content().expressions)
    found = found || expression.direct.gives == DirectProgram::Gives::condition;
  CHECK(found);
  form.answer("a", "0");
  form.answer("a", "100");
  form.refused("a", "101", Invalidity::constraint);
  form.refused("a", "-1", Invalidity::constraint);
  form.expect("a", "100");
}

TEST_CASE("inside a repeat, questions of the same instance and of those around it are direct") {
  Scenario form(xform(data("<rate>2</rate><row jr:template=\"\"><x/><y/></row>") +
                          "<bind nodeset=\"/data/rate\" type=\"int\"/><bind nodeset=\"/data/row/x\" type=\"int\"/>"
                          "<bind nodeset=\"/data/row/y\" type=\"int\" calculate=\"../x * /data/rate + 1\"/>",
                      "<input ref=\"/data/rate\"/><repeat nodeset=\"/data/row\"><input ref=\"x\"/></repeat>"));
  form.add("row");
  form.add("row");
  form.answer("row[1]/x", "10");
  form.answer("row[2]/x", "20");
  form.expect("row[1]/y", "21");
  form.expect("row[2]/y", "41");
  form.answer("rate", "3");
  form.expect("row[1]/y", "31");
  form.expect("row[2]/y", "61");
}
