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

namespace {

// A select in the way of forms for ODK Collect before select_one_from_file, over towns.csv, which no <instance> names.
std::string searching(const std::string& appearance, const std::string& label = "<label>label</label>") {
  return xform(data("<region/><town/>"), R"x(<input ref="/data/region"/><select1 ref="/data/town" appearance=")x" + appearance + R"x(">
                      <item><label>Elsewhere</label><value>99</value></item><item>)x" +
                                             label + "<value>name</value></item></select1>");
}

std::vector<std::string> labels(Scenario& form) {
  std::vector<std::string> labels;
  for (const Choice& choice : form.session().choices(*form.session().question(form.node("town")))) labels.push_back(choice.label);
  return labels;
}

} // namespace

TEST_CASE("search() in an appearance takes the choices from a table") {
  Scenario form(searching("minimal search('towns')"), kTownFile);
  CHECK(form.choices("town") == Values{"99", "alta", "bo", "cadiz"});
  CHECK(labels(form) == Values{"Elsewhere", "Alta", "Bø, \"town\"", "Cádiz"});
  CHECK(form.session().appearance(*form.session().question(form.node("town"))) == "minimal");
  form.answer("town", "cadiz");
  form.expect("town", "cadiz");
}

TEST_CASE("search() looks as it is told, without telling capital letters, and follows what it looks for") {
  const auto found = [](const std::string& how, const std::string& region) {
    Scenario form(searching("search('towns', " + how), kTownFile);
    form.answer("region", region);
    return form.choices("town");
  };
  CHECK(found("'matches', 'region', /data/region)", "N") == Values{"99", "alta", "bo"});
  CHECK(found("'matches', 'region', ../region) minimal", "s") == Values{"99", "cadiz"});
  CHECK(found("'contains', 'label, name', /data/region)", "AD") == Values{"99", "cadiz"});
  CHECK(found("'startswith', 'name', /data/region)", "b") == Values{"99", "bo"});
  CHECK(found("'endswith', 'name', /data/region)", "a") == Values{"99", "alta"});
  CHECK(found("'contains', 'name', 'a', 'region', /data/region)", "s") == Values{"99", "cadiz"});
  Scenario form(searching("search('towns', 'matches', 'region', /data/region)"), kTownFile);
  form.answer("region", "n");
  form.answer("town", "alta");
  form.answer("region", "s");
  form.expect("town", "");
}

TEST_CASE("search() shows several columns, those of the language") {
  Scenario form(searching("search('towns')", "<label>label, region</label>"), kTownFile);
  CHECK(labels(form)[1] == "Alta, n");
  const std::string translated = searching("search('towns')", R"x(<label ref="jr:itext('c')"/>)x");
  const std::string itext = R"x(<itext><translation lang="en"><text id="c"><value>label</value></text></translation>
                               <translation lang="fr"><text id="c"><value>name,region</value></text></translation></itext>)x";
  Scenario languages(std::string(translated).insert(translated.find("<instance>"), itext), kTownFile);
  CHECK(labels(languages)[1] == "Alta");
  REQUIRE(languages.session().set_language("fr"));
  CHECK(labels(languages)[1] == "alta, n");
}

TEST_CASE("search() without its file names it; one that is not understood is refused") {
  const auto form = FormDefinition::parse(searching("search('towns')"));
  REQUIRE(form);
  REQUIRE((*form)->missing_attachments().size() == 1);
  CHECK((*form)->missing_attachments()[0] == "towns.csv");
  for (const char* appearance : {"search('towns'", "search()", "search(/data/region)", "search('towns', 'near', 'name', 'a')",
                                 "search('towns', 'matches', 'name')", "search('towns', 'matches', '', 'a')"}) {
    CAPTURE(appearance);
    const Error error = refusal(searching(appearance), kTownFile);
    CHECK(error.code == ErrorCode::malformed);
    CHECK(error.where.find("/data/town") != std::string::npos);
  }
}

TEST_CASE("pulldata() finds a table that no instance names") {
  Scenario form(
      xform(data("<name/><label/>") + R"x(<bind nodeset="/data/label" calculate="pulldata('towns', 'label', 'name', /data/name)"/>)x",
            R"x(<input ref="/data/name"/>)x"),
      kTownFile);
  form.answer("name", "cadiz");
  form.expect("label", "Cádiz");
  form.answer("name", "rome");
  form.expect("label", "");
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
