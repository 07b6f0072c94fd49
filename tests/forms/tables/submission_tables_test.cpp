#include "forms/tables/submission_tables.h"

#include <doctest/doctest.h>

#include "forms/tables/csv_line.h"

using namespace pilotage;
using namespace pilotage::forms;

namespace {

using Texts = std::vector<std::string>;

FormOutline outline(const std::string& instance, const std::string& body = "", const std::string& binds = "") {
  auto read = read_form_outline("<h:html xmlns:h=\"h\"><h:head><model><instance><data id=\"visit\">" + instance + "</data></instance>" +
                                binds + "</model></h:head><h:body>" + body + "</h:body></h:html>");
  if (!read) FAIL(read.error().to_string());
  return *read;
}

FormOutline household() {
  return outline("<name/><home><place/><person><age/><more><pet><kind/></pet></more></person></home>",
                 "<repeat nodeset=\"/data/home/person\"><repeat nodeset=\"/data/home/person/more/pet\"/></repeat>",
                 "<bind nodeset=\"/data/home/place\" type=\"geopoint\"/>");
}

std::vector<QuestionRow> rows(SubmissionTables& tables, const std::string& body) {
  auto read = tables.rows("<data xmlns:orx=\"o\">" + body + "</data>", "uuid:1");
  if (!read) FAIL(read.error().to_string());
  return *read;
}

} // namespace

TEST_CASE("keys of repeats name every group on the way, as ODK's exports write them") {
  SubmissionTables tables(household());
  REQUIRE(tables.tables().size() == 3);
  CHECK(tables.tables()[0].columns ==
        Texts{"name", "home-place-Latitude", "home-place-Longitude", "home-place-Altitude", "home-place-Accuracy"});
  CHECK(tables.tables()[1].name == "visit-person");
  CHECK(tables.tables()[2].columns == Texts{"kind"});
  const auto all =
      rows(tables, "<name>A</name><home><person><age>4</age></person><person><age>8</age><more><pet><kind>cat</kind></pet></more>"
                   "</person></home>");
  REQUIRE(all.size() == 4);
  CHECK(all[1].key == "uuid:1/home/person[1]");
  CHECK(all[2].parent_key == "uuid:1");
  CHECK(all[3].key == "uuid:1/home/person[2]/more/pet[1]");
  CHECK(all[3].parent_key == "uuid:1/home/person[2]");
  CHECK(all[3].cells == Texts{"cat"});
}

TEST_CASE("repeats of one name in two groups are tables with numbers") {
  const SubmissionTables tables(
      outline("<a><item><x/></item></a><b><item><y/></item></b>", "<repeat nodeset=\"/data/a/item\"/><repeat nodeset=\"/data/b/item\"/>"));
  REQUIRE(tables.tables().size() == 3);
  CHECK(tables.tables()[1].name == "visit-item~1");
  CHECK(tables.tables()[2].name == "visit-item~2");
}

TEST_CASE("columns may be named by the question alone") {
  const SubmissionTables tables(outline("<a><x/></a><b><x/></b>"),
                                {.split_select_multiple = false, .group_paths = false, .add_unknown = false});
  CHECK(tables.tables()[0].columns == Texts{"x", "x"});
}

TEST_CASE("questions of another version stand behind; what no version has is left out") {
  SubmissionTables tables(outline("<a/><c/>"));
  tables.add(outline("<a><inner/></a><b/><g><d/></g>"));
  CHECK(tables.tables()[0].columns == Texts{"a", "c", "b", "g-d"});
  const auto all = rows(tables, "<a>1</a><b>2</b><gone>3</gone><g/>");
  REQUIRE(all.size() == 1);
  CHECK(all[0].cells == Texts{"1", "", "2", ""});
}

TEST_CASE("a text in several pieces is one value, prefixes do not matter, and broken XML is named") {
  SubmissionTables tables(outline("<a/>"));
  CHECK(rows(tables, "<orx:a>one<![CDATA[ & ]]><!-- x -->two</orx:a>")[0].cells == Texts{"one & two"});
  const auto broken = tables.rows("<data><a>", "uuid:broken");
  REQUIRE_FALSE(broken);
  CHECK(broken.error().code == ErrorCode::malformed);
  CHECK(broken.error().where == "uuid:broken");
}

TEST_CASE("a line of CSV quotes what must be quoted and nothing else (RFC 4180)") {
  std::string csv;
  CsvLine(csv).add("plain").add("with, comma").add_empty(2).add("say \"no\"").add("two\nlines").end();
  CHECK(csv == "plain,\"with, comma\",,,\"say \"\"no\"\"\",\"two\nlines\"\r\n");
}
