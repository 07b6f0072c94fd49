// Choices: filters over instances and repeats, attachments, languages, and answers whose choice is gone.
#include <doctest/doctest.h>

#include "support/scenario.h"

using namespace pilotage;
using namespace pilotage::forms;

namespace {

using Values = std::vector<std::string>;

const std::string kTowns = xform(
    data("<region/><town/>") + R"x(<instance id="towns" src="jr://file-csv/towns.csv"/>)x",
    R"x(<select1 ref="/data/region"><item><label>North</label><value>n</value></item><item><label>South</label><value>s</value></item></select1>
                                    <select1 ref="/data/town"><itemset nodeset="instance('towns')/root/item[region = /data/region]"><value ref="name"/><label ref="label"/></itemset></select1>)x");
const Attachments kTownFile = {{"towns.csv", "name,label,region\nalta,Alta,n\n\"bo\",\"Bø, \"\"town\"\"\",n\ncadiz,Cádiz,s\n"}};

} // namespace

TEST_CASE("a choice filter over an attached table") {
  Scenario form(kTowns, kTownFile);
  CHECK(form.choices("town").empty());
  form.answer("region", "n");
  CHECK(form.choices("town") == Values{"alta", "bo"});
  CHECK(form.session().choices(*form.session().question(form.node("town")))[1].label == "Bø, \"town\"");
}

TEST_CASE("an answer goes with its choice, and comes back with it") {
  Scenario form(kTowns, kTownFile);
  form.answer("region", "n");
  form.answer("town", "alta");
  form.answer("region", "s");
  form.expect("town", "");
  form.answer("region", "n");
  form.expect("town", "alta");
}

TEST_CASE("without its attachment a form still opens, says what is missing, and keeps the answers of a draft") {
  const auto form = FormDefinition::parse(kTowns);
  REQUIRE(form);
  REQUIRE((*form)->missing_attachments().size() == 1);
  CHECK((*form)->missing_attachments()[0] == "towns.csv");
  auto session = FormSession::resume(*form, "<data id=\"a-form\"><region>n</region><town>alta</town></data>", fixed_environment());
  REQUIRE(session);
  CHECK(session->value(*session->find("/data/town")) == "alta");
}

TEST_CASE("a cut-off attachment is refused with its row") {
  const Error error = refusal(kTowns, {{"towns.csv", "name,label,region\nalta,\"Alta,n\n"}});
  CHECK(error.code == ErrorCode::malformed);
  CHECK(error.where == "towns.csv");
  CHECK(error.message.find("Row 2") != std::string::npos);
}

TEST_CASE("labels, hints and choices in the language of the session, the default one where a text is missing") {
  Scenario form(xform(
      R"x(<itext><translation lang="en" default="true()"><text id="q"><value>Colour</value><value form="image">jr://images/c.png</value></text>
                         <text id="r"><value>Red</value></text><text id="h"><value>Pick</value><value form="guidance">Ask first</value></text></translation>
                         <translation lang="fr"><text id="q"><value>Couleur</value></text></translation></itext>)x" +
          data("<colour/>"),
      R"x(<select1 ref="/data/colour"><label ref="jr:itext('q')"/><hint ref="jr:itext('h')"/><item><label ref="jr:itext('r')"/><value>r</value></item></select1>)x"));
  CHECK(form.text("colour").label == "Colour");
  CHECK(form.text("colour").image == "c.png");
  CHECK(form.text("colour").guidance == "Ask first");
  CHECK_FALSE(form.speak("fr").empty());
  CHECK(form.text("colour").label == "Couleur");
  CHECK(form.text("colour").hint == "Pick");
  CHECK_FALSE(form.session().set_language("de"));
}
