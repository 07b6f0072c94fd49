#include "forms/xlsform/converted.h"

using pilotage::forms::xlsform::test::Converted;

TEST_CASE("an entity stands in the form's meta block") {
  const Converted form(R"(
| survey |
| | type | name | label | save_to |
| | text | q    | Name  | full_name |
| entities |
| | list_name | label |
| | people    | ${q}  |
)");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.attribute("meta/entity", "dataset") == "people");
  CHECK(form.attribute("meta/entity", "create") == "1");
  CHECK(form.bind("/data/q", "entities:saveto") == "full_name");
  CHECK(form.bind("/data/meta/entity/label", "calculate") == " /data/q ");
  CHECK(form.attribute("setvalue[@ref='/data/meta/entity/@id']", "value") == "uuid()");
  CHECK(form.attribute("model", "entities:entities-version") == "2024.1.0");
}

TEST_CASE("an entity whose questions are in a repeat stands in each of its instances") {
  const Converted form(R"(
| survey |
| | type         | name | label | save_to |
| | begin_repeat | r    | R     |         |
| | text         | q    | Name  | full_name |
| | end_repeat   |      |       |         |
| entities |
| | list_name | label |
| | people    | ${q}  |
)");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.count("r/meta/entity") == 2);
  CHECK(form.attribute("repeat/setvalue", "event") == "odk-new-repeat");
  CHECK(form.attribute("model", "entities:entities-version") == "2025.1.0");
}

TEST_CASE("entities: what is undeclared, doubled, or in two repeats at once") {
  const Converted undeclared(R"(
| survey |
| | type | name | label | save_to |
| | text | q    | Name  | full_name |
)");
  CHECK(undeclared.has_error("survey, row 2, save_to", "declares no entity"));

  const Converted apart(R"(
| survey |
| | type         | name | label | save_to |
| | begin_repeat | r    | R     |         |
| | text         | a    | A     | pa      |
| | end_repeat   |      |       |         |
| | begin_repeat | s    | S     |         |
| | text         | b    | B     | pb      |
| | text         | c    | C     | pb      |
| | end_repeat   |      |       |         |
| entities |
| | list_name | label |
| | people    | x     |
)");
  CHECK(apart.has_error("survey, row 6, save_to", "in another repeat"));
  CHECK(apart.has_error("survey, row 7, save_to", "row 6 saves to the property"));

  const Converted update(R"(
| survey |
| | type | name | label |
| | text | q    | Name  |
| entities |
| | list_name | update_if |
| | people    | true()    |
)");
  CHECK(update.has_error("entities, row 2, entity_id", "needs an entity_id"));
}
