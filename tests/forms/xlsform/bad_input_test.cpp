#include "forms/xlsform/converted.h"

using pilotage::forms::xlsform::test::Converted;

TEST_CASE("all problems are reported at once, each at its cell with what to do") {
  const Converted form(R"(
| survey |
| | type          | name | label | relevance  |
| | Text          | q 1  | A     | ${qq2} = 1 |
| | select_one yn | q2   |       |            |
| | begin group   | g    | G     |            |
| | integer       | q3   | C     | ${q2       |
| | text          | q3   | D     |            |
| | end repeat    |      |       |            |
)");
  CHECK(form.has_error("survey, row 2, type", "did you mean \"text\"?"));
  CHECK(form.has_error("survey, row 2, name", "has a space"));
  CHECK(form.has_error("survey, row 2, relevance", "no question or group named \"qq2\""));
  CHECK(form.has_error("survey, row 3, type", "no choices sheet"));
  CHECK(form.has_error("survey, row 3, label", "has no label"));
  CHECK(form.has_error("survey, row 4, type", "never ends"));
  CHECK(form.has_error("survey, row 5, relevance", "no reference"));
  CHECK(form.has_error("survey, row 6, name", "taken already by row 5"));
  CHECK(form.has_error("survey, row 7, type", "no repeat to end"));
}

TEST_CASE("a group that is closed by another's end is named with both rows") {
  const Converted form(R"(
| survey |
| | type         | name | label |
| | begin_repeat | r    | R     |
| | begin_group  | g    | G     |
| | text         | q    | Q     |
| | end_repeat   |      |       |
)");
  CHECK(form.errors().size() == 1);
  CHECK(form.has_error("survey, row 5, type", "the group \"g\" of row 3 is still open; add end_group"));
}

TEST_CASE("two columns for one thing, and a sheet without its columns") {
  const Converted twice(R"(
| survey |
| | type | name | value | label |
| | text | a    | b     | A     |
)");
  CHECK(twice.has_error("survey, row 1, value", "two names for one column"));
  const Converted same(R"(
| survey |
| | type | name | label | label |
| | text | a    | A     | B     |
)");
  CHECK(same.has_error("survey, row 1, label", "two columns have this header"));
  const Converted none(R"(
| survey |
| | kind | name |
| | text | a    |
)");
  CHECK(none.has_error("survey, row 1", "no column \"type\""));
  const Converted misnamed(R"(
| surveys |
| | type | name | label |
| | text | a    | A     |
)");
  CHECK(misnamed.has_error("the workbook has no sheet named \"survey\"", "\"surveys\""));
}

TEST_CASE("smart quotes in a formula become plain ones with a warning; where texts stay as they are, they are an error") {
  const std::string survey = "| survey |\n| | type | name | label | relevance | calculation |\n| | text | a | A\u2019s | | |\n"
                             "| | text | b | B | ${a} = \u2018x\u2019 | |\n| | calculate | c | | | concat('\u201c', ${a}) |\n";
  const Converted form(survey);
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.bind("/data/b", "relevant") == " /data/a  = 'x'");
  CHECK(form.has_warning("survey, row 3, relevance", "typographic quotes, which are taken for plain ones; type plain quotes"));
  const Converted as_typed(survey + "| settings |\n| | clean_text_values |\n| | no |\n");
  CHECK(as_typed.has_error("survey, row 3, relevance", "typographic quotes, which no device understands; type plain quotes"));
  CHECK(as_typed.errors().size() == 1);
}

TEST_CASE("types in the wrong case, and a group's too, are named with the right one") {
  const Converted form(R"(
| survey |
| | type          | name | label |
| | Integer       | a    | A     |
| | Select_One yn | b    | B     |
| | Begin_Group   | g    | G     |
| | TEXT          | c    | C     |
| choices |
| | list_name | name | label |
| | yn        | y    | Y     |
)");
  CHECK(form.has_error("survey, row 2, type", "did you mean \"integer\"?"));
  CHECK(form.has_error("survey, row 3, type", "select_one list"));
  CHECK(form.has_error("survey, row 4, type", "did you mean \"begin_group\"?"));
  CHECK(form.has_error("survey, row 5, type", "did you mean \"text\"?"));
}

TEST_CASE("what a question chooses from, updates or looks into must be there") {
  const Converted answers("| survey |\n| | type | name | label |\n| | select_one ${nobody} | a | A |\n");
  CHECK(answers.has_error("survey, row 2, type", "no question named \"nobody\""));
  const Converted repeated(R"(
| survey |
| | type         | name | label |
| | begin_repeat | r    | R     |
| | text         | a    | A     |
| | csv-external | land |       |
| | end_repeat   |      |       |
)");
  CHECK(repeated.has_error("survey, row 4, type", "cannot stand in a repeat; move this row out"));
  const std::string entity = "| entities |\n| | list_name | entity_id |\n| | trees | ${a} |\n";
  const Converted updated("| survey |\n| | type | name | label |\n| | text | a | A |\n" + entity);
  CHECK(updated.has_error("entities, row 2, list_name", "does not have their list; add a question select_one_from_file trees.csv"));
  CHECK(Converted("| survey |\n| | type | name | label |\n| | text | a | A |\n| | csv-external | trees | |\n" + entity).succeeded());
}

TEST_CASE("a table with more cells, columns or rows than a form can have") {
  const Converted cells("| survey |\n| | type | name | label |\n| | text | a | A | or | B |\n");
  CHECK_MESSAGE(cells.succeeded(), cells.all_messages());
  CHECK(cells.has_warning("survey, row 2", "more cells than there are headers"));
  std::string wide = "survey\n,type,name,label";
  for (int column = 0; column < 20'000; ++column) wide += ",c" + std::to_string(column);
  CHECK(Converted(wide + "\n,text,a,A\n", "form.csv").has_error("survey, row 1", "more columns than any spreadsheet"));
  std::string rows = "survey\n,type,name,label,hint\n";
  for (int row = 0; row < 1'000'001; ++row) rows += ",note,a,\n";
  CHECK(Converted(rows, "form.csv").has_error("survey, row 1000002", "more than a form can have; keep only"));
}

TEST_CASE("names in any script are names, capitals with accents too") {
  const Converted form(
      "| survey |\n| | type | name | label |\n| | text | \xC3\x89t\xC3\xA9 | A |\n| | text | b | ${\xC3\x89t\xC3\xA9} |\n");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.bind("/data/\xC3\x89t\xC3\xA9", "type") == "string");
}

TEST_CASE("names: reserved, like the form, and alike but for capitals") {
  const Converted form(R"(
| survey |
| | type         | name | label |
| | text         | meta | A     |
| | text         | Age  | B     |
| | text         | age  | C     |
| | begin_repeat | data | D     |
| | text         | q    | E     |
| | end_repeat   |      |       |
)");
  CHECK(form.has_error("survey, row 2, name", "\"meta\" is reserved"));
  CHECK(form.has_warning("survey, row 4, name", "differ in capitals"));
  CHECK(form.has_error("survey, row 5, name", "same name as the form"));
}

TEST_CASE("what nobody can reach, and what is misspelt, is warned about") {
  const Converted form(R"(
| survey |
| | type          | name | label | relevance    | constriant |
| | select_one yn | a    | A     |              |            |
| | text          | b    | B     | ${a} = 'Yes' | . != ''    |
| | text          | c    | C     | false()      |            |
| choices |
| | list_name | name | label |
| | yn        | yes  | Yes   |
| | spare     | x    | X     |
| setting |
| | form_title |
)");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.has_warning("survey, row 3, relevance", "\"Yes\" is no choice of ${a}, so nobody ever sees this"));
  CHECK(form.has_warning("survey, row 4, relevance", "nobody ever sees this"));
  CHECK(form.has_warning("survey, row 1, constriant", "did you mean \"constraint\"?"));
  CHECK(form.has_warning("choices, row 3, list_name", "no question uses the list \"spare\""));
  CHECK(form.has_warning("the workbook has no sheet \"settings\"", "\"setting\""));
}

TEST_CASE("parameters that are none, or not of this question") {
  const Converted form(R"(
| survey |
| | type    | name | label | parameters        |
| | text    | a    | A     | rows = many       |
| | text    | b    | B     | rows              |
| | integer | c    | C     | start=1           |
| | audio   | d    | D     | loudness=1        |
)");
  CHECK(form.has_error("survey, row 2, parameters", "no whole number"));
  CHECK(form.has_error("survey, row 3, parameters", "not a list of parameters"));
  CHECK(form.has_error("survey, row 5, parameters", "no parameter \"loudness\""));
}

TEST_CASE("a prefix that nobody declared would make the form unreadable") {
  const Converted undeclared(R"(
| survey |
| | type | name | label | bind::esri:fieldType |
| | text | a    | A     | esriString           |
)");
  CHECK(undeclared.has_error("survey, row 1, bind::esri:fieldType", "not declared"));
  const Converted declared(R"(
| survey |
| | type | name | label | bind::esri:fieldType |
| | text | a    | A     | esriString           |
| settings |
| | namespaces |
| | esri="http://esri.com/xforms" |
)");
  REQUIRE_MESSAGE(declared.succeeded(), declared.all_messages());
  CHECK(declared.bind("/data/a", "esri:fieldType") == "esriString");
}

TEST_CASE("the source map leads from an engine's error to the cell") {
  const Converted form(R"(
| survey |
| | type        | name | label | relevance |
| | begin_group | g    | G     |           |
| | text        | a    | A     | 1 = 1     |
| | end_group   |      |       |           |
)");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  const auto place =
      form.conversion().source_map.locate({pilotage::ErrorCode::malformed, "something", "relevant of /data/g/a, column 3 of: 1 = 1"});
  REQUIRE(place.has_value());
  CHECK(place->sheet == "survey");
  CHECK(place->row == 3);
  CHECK(place->column == "relevance");
}

TEST_CASE("csv: quoting, several sheets, and a quotation mark that never ends") {
  const Converted form(
      "survey,,,\n,type,name,label\n,text,a,\"Say \"\"yes\"\", please\"\nsettings,,\n,form_title,form_id\n,\"My, form\",f1\n", "form.csv");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.text("input/label") == "Say \"yes\", please");
  CHECK(form.conversion().title == "My, form");
  CHECK(form.conversion().form_id == "f1");
  CHECK(Converted("survey,,\n,type,name,label\n,text,a,\"open", "form.csv").has_error("a quotation mark is opened", ""));
}
