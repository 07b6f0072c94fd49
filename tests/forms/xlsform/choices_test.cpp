#include "forms/xlsform/converted.h"

using pilotage::forms::xlsform::test::Converted;

TEST_CASE("a choice list stands in an instance, with all its columns") {
  const Converted form(R"(
| survey |
| | type             | name | label | choice_filter     |
| | select_one land  | land | Land  |                   |
| | select_one place | place | Place | land = ${land}   |
| choices |
| | list_name | name | label  | land |
| | land      | fr   | France |      |
| | place     | p    | Paris  | fr   |
)");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.text("instance[@id='place']/root/item/name") == "p");
  CHECK(form.text("instance[@id='place']/root/item/land") == "fr");
  CHECK(form.attribute("select1[@ref='/data/place']/itemset", "nodeset") == "instance('place')/root/item[land =  /data/land ]");
  CHECK(form.attribute("select1[@ref='/data/place']/itemset/label", "ref") == "label");
}

TEST_CASE("a filter within a repeat looks at the question beside it") {
  const Converted form(R"(
| survey |
| | type             | name | label | choice_filter  |
| | begin_repeat     | r    | R     |                |
| | select_one c     | one  | One   |                |
| | select_one c     | two  | Two   | name != ${one} |
| | end_repeat       |      |       |                |
| choices |
| | list_name | name | label |
| | c | a | A |
)");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.attribute("select1[@ref='/data/r/two']/itemset", "nodeset") == "instance('c')/root/item[name !=  current()/../one ]");
}

TEST_CASE("or_other offers another choice and asks for it") {
  const Converted form(R"(
| survey |
| | type                    | name | label::English (en) | label::Français (fr) |
| | select_multiple c or_other | q | Q                   | Q                    |
| choices |
| | list_name | name | label::English (en) | label::Français (fr) |
| | c         | a    | A                   | A                    |
)");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.text("instance[@id='c']/root/item[2]/name") == "other");
  CHECK(form.text("translation[@lang='Français (fr)']/text[@id='c-1']/value") == "Other");
  CHECK(form.bind("/data/q_other", "relevant") == "selected(../q, 'other')");
  CHECK(form.has_warning("", "or_other"));
}

TEST_CASE("choices from a file, from earlier answers, in random order") {
  const Converted form(R"(
| survey |
| | type                          | name | label | parameters                      |
| | begin_repeat                  | r    | R     |                                 |
| | text                          | name | Name  |                                 |
| | end_repeat                    |      |       |                                 |
| | select_one_from_file land.csv | land | Land  | value=code label=land_fr        |
| | select_one_from_file p.geojson | p   | P     |                                 |
| | select_one ${name}            | head | Head  | randomize=true seed=7           |
)");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.attribute("instance[@id='land']", "src") == "jr://file-csv/land.csv");
  CHECK(form.attribute("select1[@ref='/data/land']/itemset/value", "ref") == "code");
  CHECK(form.attribute("select1[@ref='/data/p']/itemset/label", "ref") == "title");
  CHECK(form.attribute("select1[@ref='/data/head']/itemset", "nodeset") == "randomize(/data/r[./name != ''], 7)");
}

TEST_CASE("a table-list shows its choices once, above the questions") {
  const Converted form(R"(
| survey |
| | type        | name | label | appearance |
| | begin_group | g    | Rate  | table-list |
| | select_one c | a   | A     |            |
| | select_one c | b   | B     |            |
| | end_group   |      |       |            |
| choices |
| | list_name | name | label |
| | c | 1 | One |
)");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.attribute("group[@ref='/data/g']", "appearance") == "field-list");
  CHECK(form.attribute("select1[@ref='/data/g/reserved_name_for_field_list_labels_3']", "appearance") == "label");
  CHECK(form.attribute("select1[@ref='/data/g/b']", "appearance") == "list-nolabel");
  CHECK(form.text("input[@ref='/data/g/generated_table_list_label_2']/label") == "Rate");
}

TEST_CASE("search() replaces a list, which then serves no other question") {
  const Converted form(R"(
| survey |
| | type         | name | label | appearance        |
| | select_one c | a    | A     | search('places')  |
| | select_one c | b    | B     |                   |
| choices |
| | list_name | name | label |
| | c | id | name |
)");
  CHECK(form.has_error("survey, row 2, appearance", "search() replaces the choices"));
}

TEST_CASE("lists: what is missing, doubled, unnamed or without a label") {
  const Converted form(R"(
| survey |
| | type             | name | label |
| | select_one fruits | a   | A     |
| | select_multiple fruit | b | B   |
| choices |
| | list_name | name   | label |
| | fruit     | apple  | Apple |
| | fruit     | apple  | Pear  |
| | fruit     |        | Plum  |
| | fruit     | red one | Cherry |
| | fruit     | fig    |       |
)");
  CHECK(form.has_error("survey, row 2, type", "no list \"fruits\"; did you mean \"fruit\"?"));
  CHECK(form.has_error("choices, row 3, name", "already in row 2"));
  CHECK(form.has_error("choices, row 4, name", "has no name"));
  CHECK(form.has_error("choices, row 5, name", "has a space"));
  CHECK(form.has_warning("choices, row 6, label", "has no label"));
}
