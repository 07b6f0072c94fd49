// $select of OData: which columns a row keeps, and what is said of a name that the table does not have.
#include <doctest/doctest.h>

#include "sync/endpoint/household_tables.h"
#include "sync/protocol/names.h"

using namespace pilotage;
using namespace pilotage::test;
using nlohmann::json;

namespace {

struct Selection : HouseholdTables {
  static std::string query(const std::string& names) { return "?%24select=" + sync::percent_encode(names); }
  // Ann's row.
  json row(const std::string& names) const { return table("/Submissions" + query(names))["value"][1]; }
  json refusal(const std::string& names, const std::string& of = "/Submissions") const {
    const Answer answer = get(of + query(names));
    CHECK_MESSAGE(answer.status == 400, names, answer.body);
    return json::parse(answer.body);
  }
};

} // namespace

TEST_CASE("the columns that are selected by name or path; blanks around the names do not count") {
  const Selection households;
  CHECK(households.row("__id, head ,home/place") ==
        json{{"__id", numbered_id(1)},
             {"head", "Ann"},
             {"home", {{"place", json::parse(R"({"type":"Point","coordinates":[-2.0,1.5,0.0],"properties":{"accuracy":4.0}})")}}}});
  CHECK(households.row("__system/reviewState,meta") ==
        json{{"__system", {{"reviewState", nullptr}}}, {"meta", {{"instanceID", numbered_id(1)}}}});
  const json link = households.row("home/person")["home"];
  CHECK(link.size() == 1);
  CHECK(link.contains("person@odata.navigationLink"));
  const json persons = households.table("/Submissions.home.person" + Selection::query("__Submissions-id, name"));
  CHECK(persons["value"][0] == json{{"__Submissions-id", numbered_id(1)}, {"name", "Ann"}});
}

TEST_CASE("a star selects everything, and so does nothing at all") {
  const Selection households;
  const json whole = households.table("/Submissions");
  CHECK(households.table("/Submissions" + Selection::query("*")) == whole);
  CHECK(households.table("/Submissions" + Selection::query("__id, *")) == whole);
  CHECK(households.table("/Submissions" + Selection::query(" ")) == whole);
}

TEST_CASE("a column that the table does not have is refused by its name, as in Central") {
  const Selection households;
  const json refusal = households.refusal("__id,age");
  CHECK(refusal["code"] == 400.23);
  CHECK(refusal["message"] == "Could not find a property named 'age'");
  for (const char* name :
       {"~x", "home/~1", "home//place", "home/age", "/head", "head/", "head/x", "__system/x", "__Submissions-id", "\xff"})
    CHECK(households.refusal(name)["code"] == 400.23);
  CHECK(households.refusal("~x", "/Submissions('" + sync::percent_encode(numbered_id(1)) + "')")["code"] == 400.23);
  CHECK(households.refusal("head", "/Submissions.home.person")["code"] == 400.23);
  CHECK(households.refusal("__system", "/Submissions.home.person")["code"] == 400.23);
  CHECK(households.refusal("home/person/name")["code"] == 400.24);
}
