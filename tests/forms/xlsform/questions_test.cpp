#include "forms/xlsform/converted.h"

using pilotage::forms::xlsform::test::Converted;

TEST_CASE("a question becomes a node, a bind and a control") {
  const Converted form(R"(
| survey |
| | type    | name | label | hint        | required | constraint   | constraint_message | relevance |
| | text    | who  | Who?  |             | yes      |              |                    |           |
| | integer | age  | Age   | In years    | no       | . >= ${min}  | Too young          | ${who} != '' |
| | calculate | min |      |             |          |              |                    |           |
)");
  CHECK(form.has_error("survey, row 4, calculation", "calculation is missing"));

  const Converted whole(R"(
| survey |
| | type    | name | label | hint        | required | constraint   | constraint_message | relevance    | calculation |
| | text    | who  | Who?  |             | yes      |              |                    |              |             |
| | integer | age  | Age   | In years    | no       | . >= ${min}  | Too young          | ${who} != '' |             |
| | calculate | min |      |             |          |              |                    |              | 18          |
)");
  REQUIRE_MESSAGE(whole.succeeded(), whole.all_messages());
  CHECK(whole.count("instance/data/who") == 1);
  CHECK(whole.bind("/data/who", "required") == "true()");
  CHECK(whole.bind("/data/age", "required") == "false()");
  CHECK(whole.bind("/data/age", "type") == "int");
  CHECK(whole.bind("/data/age", "constraint") == ". >=  /data/min ");
  CHECK(whole.bind("/data/age", "jr:constraintMsg") == "Too young");
  CHECK(whole.bind("/data/age", "relevant") == " /data/who  != ''");
  CHECK(whole.bind("/data/min", "calculate") == "18");
  CHECK(whole.text("input[@ref='/data/age']/hint") == "In years");
  CHECK(whole.count("input[@ref='/data/min']") == 0);
  CHECK(whole.bind("/data/meta/instanceID", "jr:preload") == "uid");
}

TEST_CASE("references within a repeat are relative, so that they mean the same instance") {
  const Converted form(R"(
| survey |
| | type         | name   | label        | calculation                    | relevance  |
| | begin_repeat | member | Member       |                                |            |
| | text         | name   | Name         |                                |            |
| | begin_group  | more   | More         |                                |            |
| | integer      | age    | Age of ${name} |                              | ${name} != '' |
| | end_group    |        |              |                                |            |
| | end_repeat   |        |              |                                |            |
| | calculate    | oldest |              | max(${age})                    |            |
| | calculate    | first  |              | indexed-repeat(${age}, ${member}, 1) |      |
)");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.bind("/data/member/more/age", "relevant") == " ../../name  != ''");
  CHECK(form.attribute("input[@ref='/data/member/more/age']/label/output", "value") == " ../../name ");
  CHECK(form.bind("/data/oldest", "calculate") == "max( /data/member/more/age )");
  CHECK(form.bind("/data/first", "calculate") == "indexed-repeat( /data/member/more/age ,  /data/member , 1)");
  CHECK(form.count("instance/data/member") == 2);
  CHECK(form.count("instance/data/member[@jr:template]") == 1);
  CHECK(form.attribute("group[@ref='/data/member']/repeat", "nodeset") == "/data/member");
}

TEST_CASE("a count that is a formula gets a calculation of its own") {
  const Converted form(R"(
| survey |
| | type         | name | label | repeat_count |
| | integer      | n    | N     |              |
| | begin_repeat | r    | R     | ${n} + 1     |
| | text         | q    | Q     |              |
| | end_repeat   |      |       |              |
| | begin_repeat | s    | S     | ${n}         |
| | text         | t    | T     |              |
| | end_repeat   |      |       |              |
)");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.bind("/data/r_count", "calculate") == " /data/n  + 1");
  CHECK(form.attribute("repeat[@nodeset='/data/r']", "jr:count") == " /data/r_count ");
  CHECK(form.attribute("repeat[@nodeset='/data/s']", "jr:count") == " /data/n ");
}

TEST_CASE("defaults: written into the form, or calculated when it opens") {
  const Converted form(R"(
| survey |
| | type    | name  | label | default      |
| | text    | plain | A     | hello there  |
| | date    | day   | B     | 2024-03-01   |
| | date    | now   | C     | today()      |
| | integer | sum   | D     | 1 + 2        |
| | image   | photo | E     | flag.png     |
)");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.text("instance/data/plain") == "hello there");
  CHECK(form.text("instance/data/day") == "2024-03-01");
  CHECK(form.text("instance/data/now").empty());
  CHECK(form.attribute("setvalue[@ref='/data/now']", "value") == "today()");
  CHECK(form.attribute("setvalue[@ref='/data/sum']", "event") == "odk-instance-first-load");
  CHECK(form.text("instance/data/photo") == "jr://images/flag.png");
}

TEST_CASE("a trigger sets a value when another question's answer changes") {
  const Converted form(R"(
| survey |
| | type     | name | label | calculation | trigger    |
| | text     | a    | A     |             |            |
| | dateTime | at   |       | now()       | ${a}       |
| | background-geopoint | place | | | ${a} |
)");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.attribute("input[@ref='/data/a']/setvalue", "ref") == "/data/at");
  CHECK(form.attribute("input[@ref='/data/a']/setvalue", "value") == "now()");
  CHECK(form.attribute("input[@ref='/data/a']/odk:setgeopoint", "ref") == "/data/place");
  CHECK(form.bind("/data/at", "calculate") == "(none)");
}

TEST_CASE("range: exact decimals decide what is a multiple of the step") {
  const Converted form(R"(
| survey |
| | type  | name | label | parameters |
| | range | a | A | start=0 end=1 step=0.1 tick_interval=0.3 |
| | range | b | B | start=1 end=5 |
)");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.bind("/data/a", "type") == "decimal");
  CHECK(form.attribute("range[@ref='/data/a']", "odk:tick-interval") == "0.3");
  CHECK(form.bind("/data/b", "type") == "int");
  CHECK(form.attribute("range[@ref='/data/b']", "step") == "1");

  const Converted wrong(R"(
| survey |
| | type  | name | label | parameters |
| | range | a | A | start=0 end=1 step=0.1 tick_interval=0.25 |
| | range | b | B | start=1 end=5 step=0 |
| | range | c | C | start=one |
)");
  CHECK(wrong.has_error("survey, row 2, parameters", "no multiple of step"));
  CHECK(wrong.has_error("survey, row 3, parameters", "step is 0"));
  CHECK(wrong.has_error("survey, row 4, parameters", "start is \"one\""));
}

TEST_CASE("metadata, audit and recordings") {
  const Converted form(R"(
| survey |
| | type  | name  | label | parameters |
| | start | began |       |            |
| | audit |       |       | track-changes=true location-priority=balanced location-min-interval=60 location-max-age=120 |
| | background-audio | talk | | quality=low |
)");
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.bind("/data/began", "jr:preloadParams") == "start");
  CHECK(form.bind("/data/meta/audit", "odk:track-changes") == "true");
  CHECK(form.bind("/data/meta/audit", "odk:location-max-age") == "120");
  CHECK(form.attribute("odk:recordaudio", "odk:quality") == "low");
}
