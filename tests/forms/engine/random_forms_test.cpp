// Random forms and random answers: what was computed step by step must be what computing everything anew gives. The oracle is the plain
// one: the draft is saved and opened again, and that evaluates every expression of the form once.
#include <doctest/doctest.h>

#include <random>

#include "support/scenario.h"

using namespace pilotage;
using namespace pilotage::forms;

namespace {

class RandomForm {
public:
  explicit RandomForm(std::uint32_t seed) : random_(seed) {}

  std::string text() {
    std::string children;
    std::string binds;
    for (int i = 0; i < kQuestions; ++i) {
      const std::string name = "q" + std::to_string(i);
      children += "<" + name + "/>";
      body_ += "<input ref=\"/data/" + name + "\"/>";
      if (i > 0 && chance(4)) binds += bind("/data/" + name, "relevant", condition(i));
    }
    children += "<row jr:template=\"\"><x/><y/><z/><inner jr:template=\"\"><w/><v/></inner></row>";
    body_ += "<repeat nodeset=\"/data/row\"><input ref=\"/data/row/x\"/><input ref=\"/data/row/y\"/>"
             "<repeat nodeset=\"/data/row/inner\"><input ref=\"/data/row/inner/w\"/></repeat></repeat>";
    binds += bind("/data/row/z", "calculate",
                  pick({"../x * 2 + ../y", "position(..) + sum(../inner/w)", "count(../../row) + /data/row/x", "coalesce(../x, ../y)"}));
    binds += bind("/data/row/inner/v", "calculate",
                  pick({"../w + ../../x", "position(..)", "sum(../../inner/w)", "position(../..) * 10 + position(..)"}));
    if (chance(2)) binds += bind("/data/row/inner", "relevant", pick({"../x > 3", "/data/q0 > 5", "not(../y = 2)"}));
    if (chance(2)) binds += bind("/data/row", "relevant", pick({"/data/q1 != 4", "/data/q0 < 8"}));
    for (int i = 0; i < kCalculations; ++i) {
      const std::string name = "c" + std::to_string(i);
      children += "<" + name + "/>";
      binds += bind("/data/" + name, "calculate", calculation(i));
    }
    return xform(pilotage::forms::data(children) + binds, body_);
  }

  bool chance(int in) { return number(in) == 0; }
  int number(int below) { return static_cast<int>(random_() % static_cast<std::uint32_t>(below)); }
  std::string pick(std::initializer_list<const char*> all) { return *(all.begin() + number(static_cast<int>(all.size()))); }

  static constexpr int kQuestions = 6;

private:
  static constexpr int kCalculations = 8;

  static std::string bind(const std::string& nodeset, const std::string& property, std::string expression) {
    for (std::size_t at = 0; (at = expression.find('<', at)) != std::string::npos; at += 4) expression.replace(at, 1, "&lt;");
    return "<bind nodeset=\"" + nodeset + "\" " + property + "=\"" + expression + "\"/>";
  }
  std::string question(int below) { return "/data/q" + std::to_string(number(below)); }
  std::string condition(int below) { return question(below) + pick({" > 3", " = 5", " != ''", " < 7 or /data/q0 = 1"}); }
  std::string calculation(int below) {
    const std::string before = below == 0 ? question(kQuestions) : "/data/c" + std::to_string(number(below));
    switch (number(6)) {
    case 0: return before + " + 1";
    case 1: return "if(" + condition(kQuestions) + ", " + before + ", " + question(kQuestions) + ")";
    case 2: return "sum(/data/row/" + pick({"x", "z", "inner/w", "inner/v"}) + ")";
    case 3: return "count(/data/row" + pick({"", "/inner", "/x", "[x > 2]"}) + ") + " + before;
    case 4: return "concat(" + question(kQuestions) + ", '-', " + before + ")";
    default: return "count(/data/row[z > 4]/inner) + sum(/data/row/inner[w > 2]/w)";
    }
  }

  std::mt19937 random_;
  std::string body_;
};

void step(RandomForm& random, Scenario& form) {
  const int rows = form.count("row");
  const std::string row = "row[" + std::to_string(1 + random.number(std::max(rows, 1))) + "]";
  const int inner = rows == 0 ? 0 : form.count(row + "/inner");
  const std::string value = random.chance(6) ? "" : random.chance(8) ? "2.5" : std::to_string(random.number(10));
  switch (random.number(7)) {
  case 0: form.add("row"); break;
  case 1:
    if (rows > 0) form.add(row + "/inner");
    break;
  case 2:
    if (rows > 3) form.remove(row);
    break;
  case 3:
    if (inner > 0) form.answer(row + "/inner[" + std::to_string(1 + random.number(inner)) + "]/w", value);
    break;
  case 4:
    if (rows > 0) form.answer(row + (random.chance(2) ? "/x" : "/y"), value);
    break;
  default: form.answer("q" + std::to_string(random.number(RandomForm::kQuestions)), value);
  }
}

} // namespace

TEST_CASE("step by step gives what computing everything anew gives") {
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    RandomForm random(seed);
    const std::string text = random.text();
    Scenario form(text);
    for (int i = 0; i < 40; ++i) {
      step(random, form);
      auto anew = FormSession::resume(form.form(), form.session().serialise(FormSession::Keep::everything), fixed_environment(2));
      REQUIRE(anew);
      INFO("seed ", seed, ", step ", i, "\n", text);
      REQUIRE(form.session().serialise(FormSession::Keep::everything) == anew->serialise(FormSession::Keep::everything));
      REQUIRE(form.session().serialise() == anew->serialise());
    }
  }
}
