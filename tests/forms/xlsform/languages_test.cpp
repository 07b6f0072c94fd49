#include "forms/xlsform/converted.h"

using pilotage::forms::xlsform::test::Converted;

TEST_CASE("texts in several languages stand in the itext, and what is missing shows as -") {
  const Converted form(R"(
| survey |
| | type | name | label::English (en) | label::Français (fr) | hint::English (en) | hint::Français (fr) | constraint | constraint_message::English (en) | constraint_message::Français (fr) |
| | text | q    | Name                | Nom                  | Full               |                     | . != ''    | Empty                            | Vide                              |
| settings |
| | default_language |
| | Français (fr)    |
)");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.attribute("translation[@lang='Français (fr)']", "default") == "true()");
  CHECK(form.attribute("translation[@lang='English (en)']", "default") == "(none)");
  CHECK(form.text("translation[@lang='Français (fr)']/text[@id='/data/q:label']/value") == "Nom");
  CHECK(form.text("translation[@lang='Français (fr)']/text[@id='/data/q:hint']/value") == "-");
  CHECK(form.text("translation[@lang='Français (fr)']/text[@id='/data/q:jr:constraintMsg']/value") == "Vide");
  CHECK(form.attribute("input/label", "ref") == "jr:itext('/data/q:label')");
  CHECK(form.bind("/data/q", "jr:constraintMsg") == "jr:itext('/data/q:jr:constraintMsg')");
}

TEST_CASE("guidance and media need the itext even in one language") {
  const Converted form(R"(
| survey |
| | type | name | label | hint  | guidance_hint | media::image | media::audio |
| | text | q    | Look  | Below | Explain it    | map.png      | map.mp3      |
)");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.text("text[@id='/data/q:hint']/value[@form='guidance']") == "Explain it");
  CHECK(form.text("text[@id='/data/q:label']/value[not(@form)]") == "Look");
  CHECK(form.text("text[@id='/data/q:label']/value[@form='image']") == "jr://images/map.png");
  CHECK(form.text("text[@id='/data/q:label']/value[@form='audio']") == "jr://audio/map.mp3");
}

TEST_CASE("a language that lacks a column is named in one warning") {
  const Converted form(R"(
| survey |
| | type | name | label::English (en) | label::Français (fr) | hint::English (en) |
| | text | q    | Name                | Nom                  | Full               |
)");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.has_warning("survey, row 1", "Français (fr)"));
  CHECK(form.has_warning("survey, row 1", "hint"));
}

TEST_CASE("a language without a code is warned about, because devices choose languages by it") {
  const Converted form(R"(
| survey |
| | type | name | label::English | label::Français (fr) |
| | text | q    | Name           | Nom                  |
)");
  CHECK(form.has_warning("survey, row 1, label::English", "language code"));
  CHECK_FALSE(form.has_warning("survey, row 1, label::Français (fr)", "language code"));
}

TEST_CASE("references in a label show the answer, and what needs escaping is escaped") {
  const Converted form(R"(
| survey |
| | type | name | label                       |
| | text | q    | Name                        |
| | note | n    | Dear ${q}, 1 < 2 & 3        |
)");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.attribute("input[@ref='/data/n']/label/output", "value") == " /data/q ");
  CHECK(form.text("input[@ref='/data/n']/label") == "Dear , 1 < 2 & 3");
}
