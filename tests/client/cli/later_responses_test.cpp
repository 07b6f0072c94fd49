// What one response leaves for the next ones on the same laptop, without a network: the entities it registers, and itself as the one saved
// last.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "client/cli/pilotctl.h"
#include "support/scenario.h"

using nlohmann::json;
using namespace pilotage::tests;

namespace {

// Registers a household: its name, and how many live there.
std::string registration() {
  return pilotage::forms::xform(
      R"x(<instance><data id="register" version="1"><name/><people/><meta><instanceID/><entity dataset="households" id="" create="1"><label/></entity></meta></data></instance>
      <bind nodeset="/data/people" type="int" entities:saveto="people"/><bind nodeset="/data/name" entities:saveto="family"/>
      <bind nodeset="/data/meta/entity/label" calculate="concat('Household ', /data/name)"/>
      <setvalue event="odk-instance-first-load" ref="/data/meta/entity/@id" value="uuid()"/>)x",
      R"x(<input ref="/data/name"/><input ref="/data/people"/>)x");
}

// Visits a household and says how many live there now.
std::string visit() {
  return pilotage::forms::xform(
      R"x(<instance><data id="visit" version="1"><family/><household/><before/><now/><meta><instanceID/>
      <entity dataset="households" id="" update="1" baseVersion="" trunkVersion="" branchId=""/></meta></data></instance>
      <instance id="households" src="jr://file-csv/households.csv"/>
      <bind nodeset="/data/household" calculate="instance('households')/root/item[family = /data/family]/name"/>
      <bind nodeset="/data/before" calculate="instance('households')/root/item[name = /data/household]/people"/>
      <bind nodeset="/data/now" type="int" entities:saveto="people"/>
      <bind nodeset="/data/meta/entity/@id" calculate="/data/household"/>
      <bind nodeset="/data/meta/entity/@baseVersion" calculate="instance('households')/root/item[name = /data/household]/__version"/>
      <bind nodeset="/data/meta/entity/@trunkVersion" calculate="instance('households')/root/item[name = /data/household]/__trunkVersion"/>
      <bind nodeset="/data/meta/entity/@branchId" calculate="instance('households')/root/item[name = /data/household]/__branchId"/>)x",
      R"x(<select1 ref="/data/family"><itemset nodeset="instance('households')/root/item"><value ref="family"/><label ref="label"/></itemset></select1>
      <input ref="/data/now"/>)x");
}

struct Field : Pilotctl {
  Field() {
    install("register.xml", registration());
    install("visit.xml", visit());
  }

  void install(const std::string& name, const std::string& xform) const {
    const Run installed = run({"forms", "install", write(name, xform)});
    CAPTURE(installed.err);
    REQUIRE(installed.status == 0);
  }

  Run fill(const std::string& form, const json& answers) const {
    return run({"responses", "new", "--form", form, "--answers", write("answers.json", answers.dump()), "--finalize", "--json"});
  }

  std::string xml_of(const Run& filled) const {
    CAPTURE(filled.err);
    REQUIRE(filled.status == 0);
    return run({"responses", "show", json::parse(filled.out)["instance_id"], "--xml"}).out;
  }
};

} // namespace

TEST_CASE("what was registered without a network is a choice of the next questionnaire, as the last visit left it") {
  const Field field;
  CHECK(field.fill("visit", {{"family", "Diallo"}}).err.contains("none of the choices"));
  REQUIRE(field.fill("register", {{"name", "Diallo"}, {"people", 4}}).status == 0);
  REQUIRE(field.fill("register", {{"name", "Núñez"}, {"people", 2}}).status == 0);
  const std::string first = field.xml_of(field.fill("visit", {{"family", "Diallo"}, {"now", 5}}));
  CHECK(first.contains("<before>4</before>"));
  CHECK(first.contains("baseVersion=\"1\" trunkVersion=\"\" branchId=\""));
  const std::string second = field.xml_of(field.fill("visit", {{"family", "Diallo"}, {"now", 6}}));
  CHECK(second.contains("<before>5</before>"));
  CHECK(second.contains("baseVersion=\"2\" trunkVersion=\"\""));
  const auto branch = [](const std::string& xml) { return xml.substr(xml.find("branchId=\"") + 10, 36); };
  CHECK(branch(first) == branch(second));
  CHECK(branch(first)[14] == '4');
  CHECK(field.xml_of(field.fill("visit", {{"family", "Núñez"}})).contains("<before>2</before>"));
}

TEST_CASE("a draft changes no list, and neither does a response that creates nothing") {
  const Field field;
  const std::string answers = field.write("a.json", R"({"name": "Diallo"})");
  REQUIRE(field.run({"responses", "new", "--form", "register", "--answers", answers}).status == 0);
  CHECK(field.fill("visit", {{"family", "Diallo"}}).err.contains("none of the choices"));
}

TEST_CASE("the response that was finalized last is there for the next one of its questionnaire") {
  const Field field;
  field.install("diary.xml", pilotage::forms::xform(
                                 R"x(<instance><data id="diary" version="1"><day/><mood/><meta><instanceID/></meta></data></instance>
                    <instance id="last-saved" src="jr://instance/last-saved"/>
                    <setvalue event="odk-instance-first-load" ref="/data/day" value="instance('last-saved')/data/day + 1"/>
                    <setvalue event="odk-instance-first-load" ref="/data/mood" value="instance('last-saved')/data/mood"/>)x",
                                 R"x(<input ref="/data/day"/><input ref="/data/mood"/>)x"));
  REQUIRE(field.fill("diary", {{"day", 1}, {"mood", "good & well"}}).status == 0);
  const std::string second = field.xml_of(field.fill("diary", json::object()));
  CHECK(second.contains("<day>2</day><mood>good &amp; well</mood>"));
  CHECK(field.xml_of(field.fill("diary", {{"mood", "tired"}})).contains("<day>3</day><mood>tired</mood>"));
  // A draft is nothing that was saved last.
  REQUIRE(field.run({"responses", "new", "--form", "diary", "--answers", field.write("a.json", R"({"day": 90})")}).status == 0);
  CHECK(field.xml_of(field.fill("diary", json::object())).contains("<day>4</day><mood>tired</mood>"));
}
