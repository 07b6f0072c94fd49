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

TEST_CASE("smart quotes become plain ones, in formulas too") {
  const Converted form(
      "| survey |\n| | type | name | label | relevance |\n| | text | a | A | |\n| | text | b | B | ${a} = \xE2\x80\x98x\xE2\x80\x99 |\n");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.bind("/data/b", "relevant") == " /data/a  = 'x'");
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
