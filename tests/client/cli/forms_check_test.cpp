#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "client/cli/pilotctl.h"
#include "forms/sanitized.h"

using pilotage::tests::Pilotctl;
using pilotage::tests::Run;

namespace {

constexpr const char* kExternalChoices = R"(
| survey |
| | type                     | name | label | choice_filter |
| | text                     | a    | A     |               |
| | select_one_external land | b    | B     | region=${a}   |
| external_choices |
| | list_name | name | label  | region |
| | land      | fr   | France | eu     |
)";
constexpr const char* kItemsets = "\"list_name\",\"name\",\"label\",\"region\"\r\n\"land\",\"fr\",\"France\",\"eu\"\r\n";

} // namespace

TEST_CASE("forms check reports the engine's errors at their cells, all of them") {
  const Pilotctl pilotctl;
  const std::string form = pilotctl.write("form.md", R"(
| survey |
| | type      | name | label | relevance  | calculation |
| | text      | a    | A     | ${c} =     |             |
| | calculate | b    |       |            | ${c} + 1    |
| | calculate | c    |       |            | ${b} + 1    |
)");
  const Run check = pilotctl.run({"forms", "check", "--json", form});
  CHECK(check.status == 1);
  bool formula = false;
  bool cycle = false;
  for (const auto& message : nlohmann::json::parse(check.out)) {
    formula = formula || (message["row"] == 2 && message["column"] == "relevance");
    cycle = cycle || ((message["row"] == 3 || message["row"] == 4) && message["column"] == "calculation");
  }
  CHECK_MESSAGE(formula, check.out);
  CHECK_MESSAGE(cycle, check.out);
}

TEST_CASE("forms check says so where all is well, and fails for what it cannot read") {
  const Pilotctl pilotctl;
  const Run good =
      pilotctl.run({"forms", "check", pilotctl.write("form.md", "| survey |\n| | type | name | label |\n| | text | a | A |\n")});
  CHECK(good.status == 0);
  CHECK(good.out == "The form is in order.\n");
  CHECK(pilotctl.run({"forms", "check", pilotctl.path("nowhere.xlsx")}).status != 0);
}

TEST_CASE("forms convert refuses with every problem, and writes itemsets.csv beside a form that needs it") {
  const Pilotctl pilotctl;
  const std::string bad = pilotctl.write("bad.md", "| survey |\n| | type | name | label |\n| | txt | a | A |\n| | text | b c | B |\n");
  const Run refused = pilotctl.run({"forms", "convert", bad, "-o", pilotctl.path("bad.xml")});
  CHECK(refused.status == 1);
  CHECK(refused.err.find("survey, row 2, type") != std::string::npos);
  CHECK(refused.err.find("survey, row 3, name") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(pilotctl.path("bad.xml")));

  const std::string external = pilotctl.write("external.md", kExternalChoices);
  CHECK(pilotctl.run({"forms", "convert", external, "-o", pilotctl.path("external.xml")}).status == 0);
  CHECK(pilotctl.read("itemsets.csv") == kItemsets);
}

TEST_CASE("the template is a form in order, and a bundled questionnaire stays the same as a workbook") {
  const Pilotctl pilotctl;
  const std::string workbook = pilotctl.path("form.xlsx");
  CHECK(pilotctl.run({"forms", "template", workbook}).status == 0);
  CHECK(pilotctl.run({"forms", "check", workbook}).out == "The form is in order.\n");
  for (const auto& entry : std::filesystem::directory_iterator(std::string(PILOTAGE_SOURCE_DIR) + "/assets/questionnaires")) {
    if (entry.path().extension() != ".md" || entry.path().stem() == "README") continue;
    INFO(entry.path().string());
    CHECK(pilotctl.run({"forms", "export", entry.path().string(), workbook}).status == 0);
    const Run from_excel = pilotctl.run({"forms", "convert", "--form-id", "x", workbook});
    CHECK(from_excel.status == 0);
    CHECK(from_excel.out == pilotctl.run({"forms", "convert", "--form-id", "x", entry.path().string()}).out);
  }
}

TEST_CASE("forms check refuses a workbook of 200 MB without reading it all") {
  const Pilotctl pilotctl;
  const std::string large = pilotctl.write("large.xlsx", "PK\x03\x04");
  std::filesystem::resize_file(large, std::uintmax_t{200} * 1024 * 1024);
  const Run check = pilotctl.run({"forms", "check", large});
  CHECK(check.status == 1);
  CHECK(check.out.find("the workbook is larger than 100 MB, which no form needs; remove pictures") != std::string::npos);
#ifndef PILOTAGE_SANITIZED // whose own memory, also that of this process until the program begins, would count
  CHECK(check.peak_kib < 180L * 1024);
#endif
}

TEST_CASE("forms install brings the itemsets.csv of a form with external choices") {
  const Pilotctl pilotctl;
  const std::string external = pilotctl.write("external.md", kExternalChoices);
  const Run install = pilotctl.run({"forms", "install", external});
  CHECK_MESSAGE(install.status == 0, install.err);
  bool found = false;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(pilotctl.path("data")))
    found = found ||
            (entry.is_regular_file() && pilotctl.read("data/" + std::filesystem::relative(entry.path(), pilotctl.path("data")).string())
                                                .find("\"land\",\"fr\",\"France\",\"eu\"") != std::string::npos);
  CHECK(found);
}

TEST_CASE("forms check finds the engine's errors in formulas of every kind, each at its cell") {
  const Pilotctl pilotctl;
  const std::string form = pilotctl.write("form.md", R"(
| survey |
| | type         | name | label | relevance | calculation | choice_filter | default   | repeat_count | constraint | required | trigger |
| | text         | a    | A     | foo(      |             |               |           |              |            |          |         |
| | select_one c | b    | B     |           |             | name = (      |           |              |            |          |         |
| | text         | d    | D     |           |             |               | 1 + * 2   |              |            |          |         |
| | begin_repeat | r    | R     |           |             |               |           | 1 +          |            |          |         |
| | text         | e    | E     |           |             |               |           |              | . >        |          |         |
| | end_repeat   |      |       |           |             |               |           |              |            |          |         |
| | text         | f    | F     |           |             |               |           |              |            | nope(1)  |         |
| | text         | g    | G     |           | 2 +         |               |           |              |            |          | ${a}    |
| | note         | l    | instance('c')/root/item[name = | |  |               |           |              |            |          |         |
| | calculate    | i    |       |           | ${j} + 1    |               |           |              |            |          |         |
| | calculate    | j    |       |           | ${i} + 1    |               |           |              |            |          |         |
| choices |
| | list_name | name | label |
| | c         | a    | A     |
| settings |
| | instance_name |
| | concat(       |
)");
  const Run check = pilotctl.run({"forms", "check", form});
  INFO(check.out);
  CHECK(check.status == 1);
  std::size_t after = 0;
  for (const char* place :
       {"survey, row 2, relevance: The name of a question, or a value, is missing before its end (column 5 of: foo(); correct this cell\n",
        "survey, row 3, choice_filter: ", "survey, row 4, default: ", "survey, row 5, repeat_count: ", "survey, row 6, constraint: ",
        "survey, row 8, required: There is no function \"nope\"", "survey, row 9, calculation: ", "survey, row 10, label: ",
        "survey, row 11, calculation: These depend on each other in a circle: /data/i → /data/j → /data/i; let one of them",
        "settings, row 2, instance_name: "}) {
    CAPTURE(place);
    const std::size_t found = check.out.find(place, after);
    REQUIRE(found != std::string::npos);
    after = found;
  }
  CHECK(std::count(check.out.begin(), check.out.end(), '\n') == 10);
}
