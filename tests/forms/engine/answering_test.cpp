// Answers, relevance, required, constraints and calculations.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/scenario.h"

using namespace pilotage;
using namespace pilotage::forms;

namespace {

const std::string kHousehold = xform(
    data("<age/><guardian/><adult/><notes>none</notes>") +
        R"x(<bind nodeset="/data/age" type="int" required="true()" constraint=". &gt;= 0 and . &lt;= 120" jr:constraintMsg="0 to 120" jr:requiredMsg="Say an age"/>
                                            <bind nodeset="/data/guardian" relevant="/data/age &lt; 18" required="/data/age &lt; 12"/>
                                            <bind nodeset="/data/adult" calculate="if(/data/age &gt;= 18, 'yes', 'no')" readonly="true()"/>)x",
    R"x(<input ref="/data/age"><label>Age of <output value="/data/notes"/></label></input>
                                        <input ref="/data/guardian"><label>Guardian</label></input><input ref="/data/notes"/>)x");

bool changes_value(const Changes& changes, Node node) {
  return std::ranges::any_of(changes, [&](const Change& change) { return change.node == node && change.value; });
}

} // namespace

TEST_CASE("the example of the header") {
  auto form = FormDefinition::parse(kHousehold);
  REQUIRE(form);
  auto session = FormSession::start(*form, fixed_environment());
  REQUIRE(session);
  REQUIRE(session->answer(*session->find("/data/age"), "17"));
  CHECK(session->state(*session->find("/data/guardian")).relevant);
  CHECK(session->serialise().find("<age>17</age>") != std::string::npos);
}

TEST_CASE("relevance, requirement and calculation follow the answers") {
  Scenario form(kHousehold);
  form.answer("age", "17");
  form.expect_relevant("guardian");
  CHECK_FALSE(form.state("guardian").required);
  form.expect("adult", "no");
  form.answer("age", "9");
  CHECK(form.state("guardian").required);
  form.answer("age", "18");
  form.expect_not_relevant("guardian");
  form.expect("adult", "yes");
}

TEST_CASE("a step tells what changed, and nothing else") {
  Scenario form(kHousehold);
  form.answer("age", "17");
  const Changes changes = form.answer("age", "18");
  CHECK(changes_value(changes, form.node("age")));
  CHECK(changes_value(changes, form.node("adult")));
  CHECK(std::ranges::any_of(changes, [&](const Change& change) { return change.node == form.node("guardian") && change.state; }));
  CHECK(form.answer("age", "18").empty());
  const Changes text = form.answer("notes", "Ada");
  CHECK(std::ranges::any_of(text, [&](const Change& change) { return change.node == form.node("age") && change.text; }));
  CHECK(form.text("age").label == "Age of Ada");
}

TEST_CASE("an answer that breaks the constraint is refused with the form's words, and the old one stays") {
  Scenario form(kHousehold);
  form.answer("age", "30");
  CHECK(form.refused("age", "121", Invalidity::constraint) == "0 to 120");
  CHECK(form.refused("age", "abc", Invalidity::type) == "Enter a whole number.");
  form.expect("age", "30");
}

TEST_CASE("a read-only question takes no answer") {
  Scenario form(kHousehold);
  const auto answered = form.session().answer(form.node("adult"), "maybe");
  REQUIRE_FALSE(answered);
  CHECK(answered.error().code == ErrorCode::readonly);
}

TEST_CASE("validating names what is missing in the form's order, and finalizing refuses until it is there") {
  Scenario form(kHousehold);
  const auto problem = form.session().first_invalid();
  REQUIRE(problem);
  CHECK(problem->node == form.node("age"));
  CHECK(problem->why == Invalidity::required);
  CHECK(problem->message == "Say an age");
  const auto refused = form.session().finalize();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().where == "/data/age");
  form.answer("age", "40");
  CHECK(form.session().finalize());
}

TEST_CASE("problems stand in the order in which the body asks, repeats too; what it does not ask for is none") {
  Scenario form(
      xform(data("<late/><r><second/><first/></r><early/><hidden/>") +
                R"x(<bind nodeset="/data/late" required="true()"/><bind nodeset="/data/r/second" required="true()"/>
                              <bind nodeset="/data/r/first" required="true()"/><bind nodeset="/data/early" required="true()"/>
                              <bind nodeset="/data/hidden" required="true()"/>)x",
            R"x(<input ref="/data/early"/><repeat nodeset="/data/r"><input ref="/data/r/first"/><input ref="/data/r/second"/></repeat>
                          <input ref="/data/late"/>)x"));
  form.add("/data/r");
  std::vector<std::string> found;
  for (const Problem& problem : form.session().validate()) found.push_back(form.session().ref(problem.node));
  CHECK(found == std::vector<std::string>{"/data/early", "/data/r[1]/first", "/data/r[1]/second", "/data/r[2]/first", "/data/r[2]/second",
                                          "/data/late"});
  CHECK(form.session().first_invalid()->node == form.node("early"));
  form.answer("early", "1");
  CHECK(form.session().ref(form.session().first_invalid()->node) == "/data/r[1]/first");
}

TEST_CASE("irrelevant answers are not sent, and are there again in a draft") {
  Scenario form(kHousehold);
  form.answer("age", "10");
  form.answer("guardian", "Grace & <Co>");
  form.answer("age", "30");
  CHECK(form.session().serialise().find("guardian") == std::string::npos);
  form.reopen();
  form.answer("age", "10");
  form.expect("guardian", "Grace & <Co>");
}

TEST_CASE("the instanceID stays when a draft is opened again, and changes when a sent response is edited") {
  Scenario form(kHousehold);
  const std::string id(form.session().instance_id());
  CHECK(id.starts_with("uuid:"));
  form.reopen();
  CHECK(form.session().instance_id() == id);
  auto edit = FormSession::edit(form.form(), form.session().serialise(), fixed_environment(3));
  REQUIRE(edit);
  CHECK(edit->instance_id() != id);
  CHECK(edit->serialise().find("<deprecatedID>" + id + "</deprecatedID>") != std::string::npos);
}

TEST_CASE("a form without a place for the instanceID gets one") {
  Scenario form(xform("<instance><data id=\"bare\"><a/></data></instance>", "<input ref=\"/data/a\"/>"));
  CHECK(form.session().instance_id().starts_with("uuid:"));
  CHECK(form.session().serialise().find("<instanceID>uuid:") != std::string::npos);
}

TEST_CASE("a saved response of another version says what has no place any more") {
  Scenario form(kHousehold);
  CarryOver carried;
  auto session = FormSession::resume(form.form(), "<data id=\"a-form\" version=\"0\"><age>4</age><shoe-size>42</shoe-size></data>",
                                     fixed_environment(), &carried);
  REQUIRE(session);
  CHECK(session->value(*session->find("/data/age")) == "4");
  REQUIRE(carried.left_out.size() == 1);
  CHECK(carried.left_out[0] == "/data/shoe-size: 42");
  CHECK(session->serialise().find("version=\"1\"") != std::string::npos);
  CHECK_FALSE(FormSession::resume(form.form(), "<data id=\"other\"/>", fixed_environment()));
}

TEST_CASE("actions at the beginning see calculated values, and what they set stays until its calculation has another reason") {
  Scenario form(xform(data("<a>2</a><b/><c/><d/>") +
                          R"x(<bind nodeset="/data/b" calculate="/data/a * 10"/><bind nodeset="/data/d" calculate="/data/a"/>
      <setvalue event="odk-instance-first-load" ref="/data/c" value="/data/b + 1"/>
      <setvalue event="odk-instance-load" ref="/data/d">set</setvalue>)x",
                      R"x(<input ref="/data/a"/>)x"));
  form.expect("c", "21");
  form.expect("d", "set");
  form.answer("a", "3");
  form.expect("c", "21");
  form.expect("d", "3");
}

TEST_CASE("the response saved last is an instance, empty before there is one") {
  const std::string text = xform(data("<a/><b/>") + R"x(<instance id="last-saved" src="jr://instance/last-saved"/>
      <bind nodeset="/data/b" calculate="count(instance('last-saved')/data/row)"/>
      <setvalue event="odk-instance-first-load" ref="/data/a" value="instance('last-saved')/data/a"/>)x",
                                 R"x(<input ref="/data/a"/>)x");
  Scenario first(text);
  first.expect("a", "");
  first.expect("b", "0");
  Environment later = fixed_environment();
  later.last_saved = "<data><a>then</a><row/><row/></data>";
  Scenario second(text, {}, later);
  second.expect("a", "then");
  later.last_saved = "<data><a>cut";
  CHECK(Scenario(text, {}, later).value("a").empty());
}

TEST_CASE("a form can say its version and ask for the laptop's name") {
  Environment laptop = fixed_environment();
  laptop.username = "amina";
  Scenario form(xform(data("<v/><u/>") +
                      R"x(<bind nodeset="/data/v" calculate="version()"/><bind nodeset="/data/u" calculate="property('username')"/>)x"),
                {}, laptop);
  form.expect("v", "1");
  form.expect("u", "amina");
}

TEST_CASE("an int takes the whole part of a calculated number, and stays empty where it cannot hold it") {
  Scenario form(xform(data("<a/><half/><text/>") + R"x(<bind nodeset="/data/half" type="int" calculate="/data/a div 2"/>
                                                       <bind nodeset="/data/text" type="int" calculate="string(/data/a div 2)"/>)x",
                      R"x(<input ref="/data/a"/>)x"));
  form.expect("half", "");
  for (const auto& [answer, half] : std::initializer_list<std::pair<std::string, std::string>>{{"5", "2"},
                                                                                               {"-1", "0"},
                                                                                               {"-7", "-3"},
                                                                                               {"4294967294", "2147483647"},
                                                                                               {"4294967296", ""},
                                                                                               {"-99999999999999999999", ""},
                                                                                               {"b", ""}}) {
    form.answer("a", answer);
    form.expect("half", half);
    form.expect("text", half);
  }
}

TEST_CASE("a text with characters that XML has no place for is kept without them, and read again") {
  Scenario form(xform(data("<a/><b/><c/>") + R"x(<bind nodeset="/data/b" calculate="base64-decode('AGEBYv//')"/>)x",
                      R"x(<input ref="/data/a"/><input ref="/data/c"/>)x"));
  form.answer("a", "first\vsecond\fthird \x01\x1F\xFF \xEF\xBF\xBE \xED\xA0\x80é");
  form.expect("a", "first\nsecond\nthird \xEF\xBF\xBD \xEF\xBF\xBD \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDé");
  form.answer("c", "\x02");
  form.expect("c", "");
  form.answer("c", "tab\tline\r\nend");
  form.expect("c", "tab\tline\r\nend");
  const std::string written = form.session().serialise();
  CHECK(written.find("<b>ab\xEF\xBF\xBD\xEF\xBF\xBD</b>") != std::string::npos); // a calculation can give such, too
  form.reopen();
  CHECK(form.session().serialise() == written);
}
