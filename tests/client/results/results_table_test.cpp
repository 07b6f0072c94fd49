#include "client/results/results_table.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "client/results/csv.h"

using namespace pilotage;

namespace {

constexpr const char* kForm =
    R"(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">
<h:head><h:title>Visit</h:title><model>
<instance><data id="visit" version="2"><who><name/><colours/></who><place/><person jr:template=""><age/><pet><kind/></pet></person><person><age/><pet><kind/></pet></person><orx:meta><orx:instanceID/></orx:meta></data></instance>
<instance id="colours"><root><item><name>red</name></item><item><name>green</name></item></root></instance>
<bind nodeset="/data/place" type="geopoint"/></model></h:head>
<h:body><group ref="/data/who"><input ref="/data/who/name"/><select ref="/data/who/colours"><itemset nodeset="instance('colours')/root/item"><value ref="name"/></itemset></select></group>
<input ref="/data/place"/><group ref="/data/person"><repeat nodeset="/data/person"><input ref="/data/person/age"/><repeat nodeset="/data/person/pet"><input ref="/data/person/pet/kind"/></repeat></repeat></group></h:body></h:html>)";

store::MirroredSubmission submission(const std::string& id, const std::string& body) {
  return {.instance_id = id,
          .sequence = 1,
          .form_version = "2",
          .xml = "<data id=\"visit\" version=\"2\">" + body + "</data>",
          .received_at = "2026-03-01T10:00:00Z",
          .attachments = {}};
}

std::vector<results::Table> tables(const std::vector<store::MirroredSubmission>& submissions, bool split = false) {
  auto made = results::results_tables(kForm, submissions, {.split_select_multiple = split});
  if (!made) FAIL(made.error().to_string());
  return *made;
}

std::string cell(const results::Table& table, std::size_t row, const std::string& column) {
  const auto found = std::ranges::find(table.columns, column);
  CAPTURE(column);
  REQUIRE(found != table.columns.end());
  return table.rows.at(row)[static_cast<std::size_t>(found - table.columns.begin())];
}

} // namespace

TEST_CASE("columns come from the form and are there without any response") {
  const auto all = tables({});
  REQUIRE(all.size() == 3);
  CHECK(all[0].name == "visit");
  CHECK(all[0].columns == std::vector<std::string>{"SubmissionDate", "who-name", "who-colours", "place-Latitude", "place-Longitude",
                                                   "place-Altitude", "place-Accuracy", "meta-instanceID", "KEY", "AttachmentsPresent",
                                                   "AttachmentsExpected", "FormVersion"});
  CHECK(all[1].name == "visit-person");
  CHECK(all[1].columns == std::vector<std::string>{"age", "PARENT_KEY", "KEY"});
  CHECK(all[2].columns == std::vector<std::string>{"kind", "PARENT_KEY", "KEY"});
}

TEST_CASE("a response is a row, and its repeats are rows of their own that name it") {
  const auto all = tables({submission(
      "uuid:1",
      "<who><name>Ann</name></who><place>1.5 -2 3 "
      "4</place><person><age>7</age><pet><kind>cat</kind></pet><pet><kind>dog</kind></pet></person><person><age>9</age></person>")});
  CHECK(cell(all[0], 0, "who-name") == "Ann");
  CHECK(cell(all[0], 0, "place-Longitude") == "-2");
  CHECK(cell(all[0], 0, "KEY") == "uuid:1");
  CHECK(cell(all[0], 0, "SubmissionDate") == "2026-03-01T10:00:00Z");
  REQUIRE(all[1].rows.size() == 2);
  CHECK(cell(all[1], 1, "age") == "9");
  CHECK(cell(all[1], 1, "KEY") == "uuid:1/person[2]");
  REQUIRE(all[2].rows.size() == 2);
  CHECK(cell(all[2], 1, "kind") == "dog");
  CHECK(cell(all[2], 1, "PARENT_KEY") == "uuid:1/person[1]");
}

TEST_CASE("a select_multiple can be split into its choices; unanswered stays empty") {
  const auto all =
      tables({submission("uuid:1", "<who><colours>green blue</colours></who>"), submission("uuid:2", "<who><colours/></who>")}, true);
  CHECK(cell(all[0], 0, "who-colours") == "green blue");
  CHECK(cell(all[0], 0, "who-colours/red") == "0");
  CHECK(cell(all[0], 0, "who-colours/green") == "1");
  CHECK(cell(all[0], 0, "who-colours/blue") == "1"); // not in this version's list
  CHECK(cell(all[0], 1, "who-colours/red").empty());
}

TEST_CASE("an answer to a question that only an older version had is not dropped") {
  const auto all = tables({submission("uuid:1", "<who><name>Ann</name></who><gone>kept</gone>")});
  CHECK(cell(all[0], 0, "gone") == "kept");
  CHECK(all[0].columns.back() == "FormVersion");
}

TEST_CASE("a submission that is not XML is named") {
  auto broken = submission("uuid:broken", "");
  broken.xml = "<data>";
  const auto made = results::results_tables(kForm, std::array{broken});
  REQUIRE_FALSE(made);
  CHECK(made.error().code == ErrorCode::malformed);
  CHECK(made.error().where == "uuid:broken");
  CHECK_FALSE(results::results_tables("no form", {}));
}

TEST_CASE("CSV quotes what must be quoted and nothing else (RFC 4180)") {
  const results::Table table{
      .name = "t", .columns = {"a", "b"}, .rows = {{"plain", "with, comma"}, {"say \"no\"", "two\nlines"}, {"", "\xC5\x93uvre"}}};
  CHECK(results::to_csv(table) == "a,b\r\nplain,\"with, comma\"\r\n\"say \"\"no\"\"\",\"two\nlines\"\r\n,\xC5\x93uvre\r\n");
  CHECK(results::to_csv(table, {.byte_order_mark = true})
            .starts_with("\xEF\xBB\xBF"
                         "a,b"));
}
