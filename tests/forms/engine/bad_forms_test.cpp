// Forms, attachments and saved responses that are not what they should be: an error that says where and what, in bounded time and memory.
#include <doctest/doctest.h>

#include "support/scenario.h"

using namespace pilotage;
using namespace pilotage::forms;

namespace {

// Of a form whose table has a million items: either it is refused, or the answer to its last key is found.
void expect_found_or_refused(const Result<std::shared_ptr<const FormDefinition>>& form, std::string_view found) {
  if (!form) {
    CHECK(form.error().code == ErrorCode::limit_exceeded);
    return;
  }
  auto session = FormSession::start(*form, fixed_environment());
  REQUIRE(session);
  REQUIRE(session->answer(*session->find("/data/key"), "999999"));
  CHECK(session->value(*session->find("/data/found")) == found);
}

} // namespace

TEST_CASE("circles are refused with the questions in them") {
  const Error two = refusal(
      xform(data("<a/><b/>") + R"x(<bind nodeset="/data/a" calculate="/data/b + 1"/><bind nodeset="/data/b" calculate="/data/a + 1"/>)x"));
  CHECK(two.code == ErrorCode::cycle);
  CHECK(two.message.find("/data/a") != std::string::npos);
  CHECK(two.message.find("/data/b") != std::string::npos);
  CHECK(refusal(xform(data("<a/>") + R"x(<bind nodeset="/data/a" relevant="/data/a = 1"/>)x")).code == ErrorCode::cycle);
  CHECK(refusal(xform(data("<a/>") + R"x(<bind nodeset="/data/a" readonly="/data/a = 1"/>)x")).code == ErrorCode::cycle);
  CHECK(refusal(xform(data("<g><a/></g>") + R"x(<bind nodeset="/data/g" relevant="/data/g/a = 1"/>)x")).code == ErrorCode::cycle);
}

TEST_CASE("an expression that is none is refused with its column") {
  const Error error = refusal(xform(data("<a/>") + R"x(<bind nodeset="/data/a" calculate="1 + nonsense(2)"/>)x"));
  CHECK(error.code == ErrorCode::malformed);
  CHECK(error.where.find("calculate of /data/a") != std::string::npos);
  CHECK(error.where.find("column 5") != std::string::npos);
}

TEST_CASE("what the form engine does not know is refused by its name") {
  CHECK(refusal(xform(data("<a/>") + R"x(<bind nodeset="/data/a" type="colour"/>)x")).message.find("colour") != std::string::npos);
  CHECK(refusal(xform(data("<a/>"), "<textarea ref=\"/data/a\"/>")).message.find("<textarea>") != std::string::npos);
  CHECK(refusal(xform(data("<a/>"), R"x(<input ref="/data/a"><setvalue event="on-a-whim" ref="/data/a"/></input>)x"))
            .message.find("on-a-whim") != std::string::npos);
}

TEST_CASE("what is around everything does not repeat") {
  const std::string person = data("<person><age/></person>");
  const Error error = refusal(xform(person, R"x(<repeat nodeset="/data"><input ref="/data/person/age"/></repeat>)x"));
  CHECK(error.message.find("/data") != std::string::npos);
  CHECK(error.where.find("<repeat>") != std::string::npos);
  refusal(xform(person, R"x(<repeat nodeset="/data/person"><repeat nodeset="/data"><input ref="/data/person/age"/></repeat></repeat>)x"));
}

TEST_CASE("references to nothing are told, and do no harm") {
  Scenario form(xform(data("<a/><b/>") +
                          R"x(<bind nodeset="/data/nothing" type="int"/><bind nodeset="/data/b" calculate="concat('x', /data/missing)"/>)x",
                      R"x(<input ref="/data/gone"/><input ref="/data/a"/>)x"));
  CHECK(form.form()->warnings().size() == 3);
  form.expect("b", "x");
}

TEST_CASE("documents that are no XForms") {
  CHECK(refusal("").code == ErrorCode::malformed);
  CHECK(refusal("PK\x03\x04").code == ErrorCode::malformed);
  CHECK(refusal("<data/>").message.find("not an XForm") != std::string::npos);
  CHECK(refusal("<h:html xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><model>").message.find("ends before <model>") !=
        std::string::npos);
  CHECK(refusal(xform("<instance/>")).message.find("main instance") != std::string::npos);
}

TEST_CASE("entities that a document defines are refused, not expanded") {
  const Error error = refusal("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><x>&b;</x>");
  CHECK(error.code == ErrorCode::unsupported);
  CHECK(error.message.find("DOCTYPE") != std::string::npos);
}

TEST_CASE("ten thousand elements inside each other are too deep") {
  std::string deep;
  for (int i = 0; i < 10'000; ++i) deep += "<a>";
  const Error error = refusal("<h:html xmlns:h=\"http://www.w3.org/1999/xhtml\">" + deep);
  CHECK(error.code == ErrorCode::limit_exceeded);
}

TEST_CASE("encodings") {
  const std::string latin = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + xform(data("<a>caf\xE9</a>"));
  CHECK(Scenario(latin).value("a") == "café");
  CHECK(refusal(xform(data("<a>caf\xE9</a>"))).message.find("UTF-8") != std::string::npos);
  CHECK(refusal("<?xml version=\"1.0\" encoding=\"KOI8-R\"?>" + xform(data("<a/>"))).code == ErrorCode::unsupported);
  std::string utf16 = "\xFF\xFE";
  for (const char c : xform(data("<a>b</a>"))) utf16 += {c, '\0'};
  CHECK(Scenario(utf16).value("a") == "b");
}

TEST_CASE("a saved response that is cut off is refused") {
  Scenario form(xform(data("<a/>")));
  const auto resumed = FormSession::resume(form.form(), "<data id=\"a-form\"><a>1</a", fixed_environment());
  REQUIRE_FALSE(resumed);
  CHECK(resumed.error().where.find("the saved response") != std::string::npos);
}

TEST_CASE("a step that fails changes nothing") {
  Scenario form(xform(data(R"x(<n/><d/><row jr:template=""><x/></row>)x") + R"x(<bind nodeset="/data/d" calculate="distance(/data/n)"/>)x",
                      R"x(<input ref="/data/n"/><repeat nodeset="/data/row"><input ref="/data/row/x"/></repeat>)x"));
  form.answer("n", "1 1; 2 2");
  const std::string before = form.session().serialise();
  CHECK_FALSE(form.session().answer(form.node("n"), "nowhere"));
  CHECK(form.session().serialise() == before);
  form.answer("n", "1 1; 1 1");
  form.expect("d", "0");
}

TEST_CASE("ten thousand levels are too deep in every part of a form, in its attachments and in a saved response") {
  const auto nested = [](const std::string& name) {
    std::string deep;
    for (int i = 0; i < 10'000; ++i) deep += "<" + name + ">";
    for (int i = 0; i < 10'000; ++i) deep += "</" + name + ">";
    return deep;
  };
  CHECK(refusal(xform(data(nested("a")))).code == ErrorCode::limit_exceeded);
  CHECK(refusal(xform(data("<a/>"), nested("group"))).code == ErrorCode::limit_exceeded);
  CHECK(refusal(xform(data("<a/>") + "<instance id=\"i\">" + nested("r") + "</instance>")).code == ErrorCode::limit_exceeded);
  CHECK(refusal(xform(data("<a/>") + R"x(<instance id="i" src="jr://file/i.xml"/>)x"), {{"i.xml", nested("r")}}).code ==
        ErrorCode::limit_exceeded);
  Scenario form(xform(data("<a/>")));
  const auto resumed = FormSession::resume(form.form(), "<data id=\"a-form\">" + nested("a") + "</data>", fixed_environment());
  REQUIRE_FALSE(resumed);
  CHECK(resumed.error().code == ErrorCode::limit_exceeded);
}

TEST_CASE("a table of a million items is read or refused, and asked in bounded time") {
  std::string csv = "name,label\n";
  for (int i = 0; i < 1'000'000; ++i) csv += std::to_string(i) + ",x\n";
  expect_found_or_refused(
      FormDefinition::parse(
          xform(
              data("<key/><found/>") +
                  R"x(<instance id="t" src="jr://file-csv/t.csv"/><bind nodeset="/data/found" calculate="instance('t')/root/item[name = /data/key]/label"/>)x",
              R"x(<input ref="/data/key"/>)x"),
          {{"t.csv", csv}}),
      "x");
}

TEST_CASE("a number of instances that is without end") {
  const auto counting = [](const std::string& expression) {
    return xform(data(R"x(<n/><row jr:template=""><x/></row>)x") + "<bind nodeset=\"/data/n\" calculate=\"" + expression + "\"/>",
                 R"x(<repeat nodeset="/data/row" jr:count="/data/n"><input ref="/data/row/x"/></repeat>)x");
  };
  const Error endless = refusal(counting("count(/data/row) + 1"));
  CHECK(endless.code == ErrorCode::cycle);
  CHECK(endless.where == "/data/row");
  CHECK(refusal(counting("/data/n + 1")).code == ErrorCode::cycle);
  CHECK(refusal(xform(data(R"x(<row jr:template=""><x/></row>)x"), R"x(<repeat nodeset="/data/row" jr:count="count(/data/row) + 1"/>)x"))
            .code == ErrorCode::cycle);
  CHECK(refusal(counting("1000000")).code == ErrorCode::limit_exceeded);
}

TEST_CASE("questions that nobody could answer") {
  const Error select = refusal(xform(data("<a/>"), "<select1 ref=\"/data/a\"><label>Which?</label></select1>"));
  CHECK(select.where == "/data/a");
  CHECK(select.message.find("no choices") != std::string::npos);
  const Error range = refusal(xform(data("<a/>"), R"x(<range ref="/data/a" start="-2.0f" end="2" step="0.5"/>)x"));
  CHECK(range.message.find("-2.0f") != std::string::npos);
}

TEST_CASE("a second model is told, and the first one counts") {
  std::string two = xform(data("<a/>"), R"x(<input ref="/data/a"/>)x");
  two.insert(two.find("</h:head>"), "<model><instance><other><b/></other></instance></model>");
  Scenario form(two);
  CHECK(form.form()->warnings().size() == 1);
  form.answer("a", "1");
}

TEST_CASE("attachments that are cut off, damaged or in another encoding are refused by their names") {
  const auto with = [](const std::string& source) {
    return xform(
        data("<a/>") + "<instance id=\"t\" src=\"" + source + "\"/>",
        R"x(<select1 ref="/data/a"><itemset nodeset="instance('t')/root/item"><value ref="name"/><label ref="name"/></itemset></select1>)x");
  };
  const auto refused = [&](const std::string& name, const std::string& content) {
    const Error error = refusal(with((name.ends_with(".csv") ? "jr://file-csv/" : "jr://file/") + name), {{name, content}});
    CAPTURE(content);
    CHECK(error.where.find(name) != std::string::npos);
    CHECK_FALSE(error.message.empty());
    return error.code;
  };
  CHECK(refused("t.csv", "name,label\na,\"A") == ErrorCode::malformed);
  CHECK(refused("t.csv", "name,label\na,caf\xE9\n") == ErrorCode::malformed);
  CHECK(refused("t.xml", "<root><item><name>a</name>") == ErrorCode::malformed);
  CHECK(refused("t.xml", "") == ErrorCode::malformed);
  CHECK(refused("t.xml", "<root><item><name>caf\xE9</name></item></root>") == ErrorCode::malformed);
  CHECK(refused("t.xml", "<!DOCTYPE r [<!ENTITY a \"b\">]><root><item><name>&a;</name></item></root>") == ErrorCode::unsupported);
  CHECK(refused("t.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature")") == ErrorCode::malformed);
  CHECK(refused("t.geojson", "\xFF\xFE{") == ErrorCode::malformed);
}

TEST_CASE("a saved response with entities of its own or in an unknown encoding is refused") {
  Scenario form(xform(data("<a/>")));
  const auto code = [&](const std::string& xml) {
    const auto resumed = FormSession::resume(form.form(), xml, fixed_environment());
    REQUIRE_FALSE(resumed);
    CHECK(resumed.error().where.find("the saved response") != std::string::npos);
    return resumed.error().code;
  };
  CHECK(code("<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><data id=\"a-form\"><a>&b;</a></data>") ==
        ErrorCode::unsupported);
  CHECK(code("<data id=\"a-form\"><a>caf\xE9</a></data>") == ErrorCode::malformed);
  CHECK(code("<other/>") == ErrorCode::conflict);
  CHECK(code("<data id=\"another-form\"/>") == ErrorCode::conflict);
}

TEST_CASE("a million items written in the form are read or refused, and asked in bounded time") {
  std::string items;
  for (int i = 0; i < 1'000'000; ++i) items += "<item><name>" + std::to_string(i) + "</name></item>";
  expect_found_or_refused(
      FormDefinition::parse(xform(data("<key/><found/>") + "<instance id=\"t\"><root>" + items + "</root></instance>" +
                                      R"x(<bind nodeset="/data/found" calculate="count(instance('t')/root/item[name = /data/key])"/>)x",
                                  R"x(<input ref="/data/key"/>)x")),
      "1");
}

TEST_CASE("an expression that would take for ever on a large table is stopped, with its place") {
  std::string items;
  for (int i = 0; i < 20'000; ++i) items += "<item><name>" + std::to_string(i) + "</name></item>";
  const Error error =
      refusal(xform(data("<found/>") + "<instance id=\"t\"><root>" + items + "</root></instance>" +
                    R"x(<bind nodeset="/data/found" calculate="count(instance('t')/root/item[count(../item[name &gt; 3]) &gt; 3])"/>)x"));
  CHECK(error.code == ErrorCode::limit_exceeded);
  CHECK(error.where.find("calculate of /data/found") != std::string::npos);
}
