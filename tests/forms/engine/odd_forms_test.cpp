// Forms that contradict themselves in small ways and are opened all the same; most of them were found by fuzzing.
#include <doctest/doctest.h>

#include "support/scenario.h"

using namespace pilotage;
using namespace pilotage::forms;

TEST_CASE("a repeat whose template is text and whose instances hold questions") {
  Scenario form(xform(data("<row jr:template=\"\">text</row><row><x/></row><row><x>1</x></row>"),
                      R"x(<repeat nodeset="/data/row"><input ref="/data/row/x"/></repeat>)x"));
  CHECK(form.count("row") == 2);
  form.add("row");
  CHECK(form.session().validate().empty());
  CHECK(form.session().serialise().find("<row><x/></row><row><x>1</x></row><row><x/></row>") != std::string::npos);
}

TEST_CASE("a bind holds for each of the siblings that have its name") {
  Scenario form(xform(data("<a/><b/><c/><b/><s/><g><q/></g><g><q/></g><d/><d/>") +
                          R"x(<bind nodeset="/data/b" type="int" calculate="/data/a * 2"/><bind nodeset="/data/s" calculate="sum(/data/b)"/>
                              <bind nodeset="/data/g" relevant="/data/a != 3"/><bind nodeset="/data/g/q" calculate="../../a"/>
                              <bind nodeset="/data/d" required="true()"/>)x",
                      R"x(<input ref="/data/d"/><input ref="/data/a"/>)x"));
  form.answer("a", "4");
  form.expect("s", "16");
  const auto written = [&] { return form.session().serialise(FormSession::Keep::relevant); };
  CHECK(written().find("<b>8</b><c/><b>8</b><s>16</s><g><q>4</q></g><g><q>4</q></g>") != std::string::npos);
  form.answer("a", "3");
  CHECK(written().find("<g>") == std::string::npos);
  // The question is the first one's, and the answer to it is all that is asked for.
  CHECK(form.session().first_invalid()->node == form.node("d"));
  CHECK(form.session().question(form.node("d")));
  form.answer("d", "x");
  CHECK(form.session().validate().empty());
}

TEST_CASE("a text that is not translated is the one that is written in the label") {
  Scenario form(xform(data("<a/>"), R"x(<input ref="/data/a"><label ref="jr:itext('nowhere')">Your age</label></input>)x"));
  CHECK(form.text("a").label == "Your age");
}

TEST_CASE("a recording in the background is told as what is not done, and the form opens") {
  Scenario form(
      xform(data("<a/><sound/>") + R"x(<odk:recordaudio event="odk-instance-load" ref="/data/sound"/>)x", R"x(<input ref="/data/a"/>)x"));
  REQUIRE(form.form()->warnings().size() == 1);
  CHECK(form.form()->warnings()[0].find("/data/sound") != std::string::npos);
}

TEST_CASE("parameters come from the control and from its bind") {
  Scenario form(xform(data("<photo/><n/>") + R"x(<bind nodeset="/data/photo" type="binary" orx:max-pixels="1024"/>)x",
                      R"x(<upload ref="/data/photo" mediatype="image/*"/><range ref="/data/n" start="1" end="5" step="2"/>)x"));
  const auto question = [&](std::string_view ref) { return *form.session().question(form.node(ref)); };
  CHECK(form.session().parameter(question("photo"), "max-pixels") == "1024");
  CHECK(form.session().parameter(question("photo"), "mediatype") == "image/*");
  CHECK(form.session().parameter(question("n"), "step") == "2");
  CHECK(form.session().parameter(question("n"), "max-pixels").empty());
}

TEST_CASE("a saved response says which answers are no choices any more, and where a group was a question") {
  Scenario form(xform(data("<one/><many/><g><x/></g>"),
                      R"x(<select1 ref="/data/one"><item><label>A</label><value>a</value></item></select1>
                      <select ref="/data/many"><item><label>A</label><value>a</value></item><item><label>B</label><value>b</value></item></select>
                      <group ref="/data/g"><input ref="/data/g/x"/></group>)x"));
  CarryOver carried;
  auto resumed = FormSession::resume(form.form(), "<data id=\"a-form\"><one>z</one><many>a z b</many><g>old</g></data>",
                                     fixed_environment(), &carried);
  REQUIRE(resumed);
  CHECK(carried.left_out == std::vector<std::string>{"/data/g: old", "/data/one: z", "/data/many: a z b"});
  CHECK(resumed->value(*resumed->find("/data/one")).empty());
  CHECK(resumed->value(*resumed->find("/data/many")) == "a b");
}

TEST_CASE("a group takes no value, whatever the form wants to put into it") {
  Scenario form(xform(R"x(<instance><data id="a-form"><g><x>1</x></g><meta><instanceID><y/></instanceID></meta></data></instance>)x"
                      R"x(<bind nodeset="/data/g" calculate="1 + 1"/><bind nodeset="/data/meta" jr:preload="uid"/>)x"
                      R"x(<setvalue event="odk-instance-first-load" ref="/data/." value="2"/>)x"
                      R"x(<bind id="g" nodeset="/data/g"/><setvalue event="odk-instance-first-load" bind="g" value="2"/>)x",
                      R"x(<input ref="/data/g/x"/>)x"));
  CHECK(form.form()->warnings().size() == 3);
  form.answer("g/x", "5");
  CHECK(form.session().finalize()->find("<g><x>5</x></g><meta><instanceID><y/></instanceID></meta>") != std::string::npos);
  form.reopen();
  form.expect("g/x", "5");
}

TEST_CASE("namespaces that are declared inside the main instance are declared where a response begins, and read again") {
  const std::string inside = R"x(<instance><data id="a" version="1" xmlns:odk="urn:own"><row xmlns:jr="urn:other" jr:mark="m"><n/></row>
    <p:q xmlns:p="urn:p" p:at="1"><p:r/><x xmlns:p="urn:p2" p:at="2"/></p:q><odk:s/><e:t xmlns:e=""/><meta><instanceID/></meta>
    </data></instance><bind nodeset="/data/row/n" type="string"/>)x";
  Scenario form(xform(inside, R"x(<input ref="/data/row/n"/>)x"));
  form.answer("row/n", "kept");
  const std::string written = form.session().serialise();
  INFO(written);
  const auto holds = [&](std::string_view part) { return written.find(part) != std::string::npos; };
  // A prefix that stands for something else at the root gives way.
  CHECK(holds(R"x( xmlns:ns1="urn:other")x"));
  CHECK(holds(R"x( xmlns:ns2="urn:p2")x"));
  CHECK(holds(R"x( xmlns:odk="urn:own")x"));
  CHECK(holds(R"x( xmlns:p="urn:p")x"));
  CHECK(holds(R"x(<row ns1:mark="m">)x"));
  CHECK(holds(R"x(<p:q p:at="1"><p:r/><x ns2:at="2"/></p:q><odk:s/><t/>)x"));
  CHECK_FALSE(holds(R"x(xmlns:odk="http://www.opendatakit.org/xforms")x"));
  CHECK_FALSE(holds(R"x(<data xmlns=)x"));
  form.reopen();
  form.expect("row/n", "kept");
  CHECK(form.session().serialise() == written);
}

// What differs between the instances of a repeat is put together; the second one's mark has the first one's prefix for another namespace.
TEST_CASE("a repeat whose instances declare one prefix for different namespaces") {
  const std::string inside = R"x(<instance><data id="a" version="1" xmlns:r="urn:1"><p:row xmlns:p="urn:1"><p:x/></p:row>
    <q:row xmlns:q="urn:1" xmlns:p="urn:2" p:mark="m"><q:x/></q:row><meta><instanceID/></meta></data></instance>)x";
  Scenario form(xform(inside, R"x(<repeat nodeset="/data/r:row"><input ref="/data/r:row/r:x"/></repeat>)x"));
  CHECK(form.count("r:row") == 2);
  form.answer("r:row[2]/r:x", "kept");
  const auto node = form.node("r:row[2]/r:x");
  CHECK(form.session().find(form.session().ref(node)) == node);
  const std::string written = form.session().serialise();
  INFO(written);
  form.reopen();
  form.expect("r:row[2]/r:x", "kept");
  CHECK(form.session().serialise() == written);
}

TEST_CASE("a reference to what only a prefix declared further in names leads back") {
  const std::string inside = R"x(<instance><data id="a" version="1"><p:g xmlns:p="urn:1"><odk:x xmlns:odk="urn:2"/></p:g>
    <meta><instanceID/></meta></data></instance>)x";
  Scenario form(xform(inside, R"x(<input ref="/data/p:g/ns1:x"/>)x"));
  const auto node = form.node("p:g/ns1:x");
  CHECK(form.session().ref(node) == "/data/p:g/ns1:x");
  form.answer("p:g/ns1:x", "kept");
  form.reopen();
  form.expect("p:g/ns1:x", "kept");
}
