// Submissions as OData: tables, types, paging, filters, and the list of a form's fields.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "sync/endpoint/household_tables.h"
#include "sync/endpoint/odata_filter.h"
#include "sync/protocol/names.h"

using namespace pilotage;
using namespace pilotage::test;
using nlohmann::json;

TEST_CASE("the service lists a table for the submissions and one for each repeat, and says what their columns are") {
  const HouseholdTables households;
  const json service = households.table("");
  std::vector<std::string> names;
  for (const json& one : service["value"]) names.push_back(one["name"]);
  CHECK(names == std::vector<std::string>{"Submissions", "Submissions.home.person", "Submissions.home.person.pet"});

  const Answer answer = households.get("/$metadata");
  pugi::xml_document metadata;
  REQUIRE(metadata.load_string(answer.body.c_str()));
  const auto type_of = [&](const char* entity, const char* property) {
    const std::string path = fmt::format("//*[@Name='{}']/*[@Name='{}']/@Type", entity, property);
    return std::string(metadata.select_node(path.c_str()).attribute().value());
  };
  CHECK(type_of("Submissions", "head") == "Edm.String");
  CHECK(type_of("Submissions", "home") == "org.opendatakit.user.household.Submissions.home");
  CHECK(type_of("Submissions.home", "place") == "Edm.GeographyPoint");
  CHECK(type_of("Submissions.home", "person") == "Collection(org.opendatakit.user.household.Submissions.home.person)");
  CHECK(type_of("Submissions.home.person", "__Submissions-id") == "Edm.String");
  CHECK(type_of("Submissions.home.person.pet", "__Submissions-home-person-id") == "Edm.String");
  CHECK(households.coordinator().get(households.project() + "/forms/none.svc").status == 404);
}

TEST_CASE("a row holds typed answers in their groups, what the server knows, and links to its repeats") {
  const HouseholdTables households;
  const json table = households.table("/Submissions");
  CHECK(table["@odata.context"] == households.service() + "/$metadata#Submissions");
  CHECK(HouseholdTables::heads(table) == std::vector<std::string>{"Bo", "Ann"}); // the newest first
  const json& ann = table["value"][1];
  CHECK(ann["__id"] == numbered_id(1));
  CHECK(ann["__system"]["submitterName"] == "Laptop 7");
  CHECK(ann["__system"]["attachmentsExpected"] == 1);
  CHECK(ann["__system"]["attachmentsPresent"] == 0);
  CHECK(ann["__system"]["reviewState"].is_null());
  CHECK(ann["home"]["place"] == json::parse(R"({"type":"Point","coordinates":[-2.0,1.5,0.0],"properties":{"accuracy":4.0}})"));
  CHECK(ann["meta"]["instanceID"] == numbered_id(1));
  CHECK(table["value"][0]["home"]["place"].is_null());
  CHECK(households.table("/Submissions?%24wkt=true")["value"][1]["home"]["place"] == "POINT (-2 1.5 0)");

  const std::string link = ann["home"]["person@odata.navigationLink"];
  const json persons = households.table("/" + link);
  REQUIRE(persons["value"].size() == 2);
  CHECK(persons["value"][0]["name"] == "Ann");
  const json pets = households.table("/" + persons["value"][0]["pet@odata.navigationLink"].get<std::string>());
  REQUIRE(pets["value"].size() == 2);
  CHECK(pets["value"][1]["kind"] == "dog");
  CHECK(households.table("/" + persons["value"][1]["pet@odata.navigationLink"].get<std::string>())["value"].empty());
}

TEST_CASE("the rows of a repeat name those that they belong to; expanded, they stand inside them") {
  const HouseholdTables households;
  const json persons = households.table("/Submissions.home.person");
  REQUIRE(persons["value"].size() == 2);
  CHECK(persons["value"][0]["__id"] == numbered_id(1) + "/home/person[1]");
  CHECK(persons["value"][0]["__Submissions-id"] == numbered_id(1));
  const json pets = households.table("/Submissions.home.person.pet");
  REQUIRE(pets["value"].size() == 2);
  CHECK(pets["value"][0]["__id"] == numbered_id(1) + "/home/person[1]/pet[1]");
  CHECK(pets["value"][0]["__Submissions-home-person-id"] == numbered_id(1) + "/home/person[1]");
  const json whole = households.table("/Submissions?%24expand=*");
  CHECK(whole["value"][1]["home"]["person"][0]["pet"][1]["kind"] == "dog");
  CHECK(whole["value"][1]["home"]["person"][1]["pet"].empty());
  CHECK(whole["value"][0]["home"]["person"].empty());
}

TEST_CASE("one submission by its id") {
  const HouseholdTables households;
  const std::string one = "/Submissions('" + sync::percent_encode(numbered_id(2)) + "')";
  CHECK(HouseholdTables::heads(households.table(one)) == std::vector<std::string>{"Bo"});
  CHECK(households.get("/Submissions('uuid:none')").status == 404);
  CHECK(households.get("/Submissions('").status == 404);
  CHECK(households.get("/Nothing").status == 404);
}

TEST_CASE("page after page, following the links, comes every row once") {
  HouseholdTables households;
  for (int i = 3; i <= 7; ++i)
    REQUIRE(households.post(MultipartText().xml(household(numbered_id(i), fmt::format("H{}", i)))).status == 201);
  std::vector<std::string> all;
  int pages = 0;
  for (std::string url = households.service() + "/Submissions?%24top=3&%24count=true&%24select=__id,head"; !url.empty(); ++pages) {
    const json page = json::parse(households.coordinator().get(url).body);
    CHECK(page["@odata.count"] == 7);
    CHECK(page["value"][0].size() == 2);
    for (const std::string& head : HouseholdTables::heads(page)) all.push_back(head);
    url = page.value("@odata.nextLink", "");
  }
  CHECK(pages == 3);
  CHECK(all == std::vector<std::string>{"H7", "H6", "H5", "H4", "H3", "Bo", "Ann"});
  CHECK(households.table("/Submissions?%24top=0&%24count=true")["@odata.count"] == 7);
  CHECK(households.table("/Submissions?%24skip=5&%24top=18446744073709551615")["value"].size() == 2);
  CHECK_FALSE(households.table("/Submissions?%24skip=5&%24top=2").contains("@odata.nextLink"));
}

TEST_CASE("a correction is one row with its latest answers, and is filtered by its state") {
  HouseholdTables households;
  REQUIRE(households.post(MultipartText().xml(household(numbered_id(3), "Bob", "", "", numbered_id(2)))).status == 201);
  const auto filtered = [&](const std::string& filter) {
    return HouseholdTables::heads(households.table("/Submissions?%24filter=" + sync::percent_encode(filter)));
  };
  CHECK(filtered("__system/reviewState eq 'edited'") == std::vector<std::string>{"Bob"});
  CHECK(filtered("__system/reviewState eq null") == std::vector<std::string>{"Ann"});
  CHECK(filtered("__system/submissionDate lt 2020-01-01T00:00:00Z").empty());
  CHECK(filtered("year(__system/submissionDate) eq year(now()) and not (__system/reviewState eq 'edited')") ==
        std::vector<std::string>{"Ann"});
}

TEST_CASE("rows come in the order that is asked for, page after page; those that are equal the newest first") {
  HouseholdTables households;
  for (int i = 3; i <= 5; ++i)
    REQUIRE(households.post(MultipartText().xml(household(numbered_id(i), fmt::format("H{}", i)))).status == 201);
  REQUIRE(households.post(MultipartText().xml(household(numbered_id(6), "Bob", "", "", numbered_id(2)))).status == 201);
  const auto approved =
      households.coordinator().send("PATCH", households.project() + "/forms/household/submissions/" + sync::percent_encode(numbered_id(4)),
                                    "application/json", R"({"reviewState":"approved"})");
  REQUIRE(approved.status == 200);
  const auto ordered = [&](const std::string& order, const std::string& more = "") {
    return HouseholdTables::heads(households.table("/Submissions?%24orderby=" + sync::percent_encode(order) + more));
  };
  using Heads = std::vector<std::string>;
  CHECK(ordered("__system/submissionDate asc") == Heads{"Ann", "Bob", "H3", "H4", "H5"});
  CHECK(ordered("__system/submissionDate desc") == Heads{"H5", "H4", "H3", "Bob", "Ann"});
  CHECK(ordered("__system/reviewState") == Heads{"H5", "H3", "Ann", "H4", "Bob"});
  CHECK(ordered("__system/reviewState DESC, __system/submissionDate") == Heads{"Bob", "H4", "Ann", "H3", "H5"});
  CHECK(ordered("__system/reviewState desc", "&%24filter=__system/reviewState%20ne%20null") == Heads{"Bob", "H4"});
  Heads all;
  for (std::string url = households.service() + "/Submissions?%24top=2&%24orderby=__system/submissionDate"; !url.empty();) {
    const json page = json::parse(households.coordinator().get(url).body);
    for (const std::string& head : HouseholdTables::heads(page)) all.push_back(head);
    url = page.value("@odata.nextLink", "");
  }
  CHECK(all == Heads{"Ann", "Bob", "H3", "H4", "H5"});
  CHECK(households.table("/Submissions.home.person?%24orderby=%24root/Submissions/__system/submissionDate")["value"].size() == 2);
}

TEST_CASE("what is not understood is refused with what it was") {
  const HouseholdTables households;
  const auto refused = [&](const std::string& query) {
    const Answer answer = households.get("/Submissions?" + query);
    CHECK_MESSAGE(answer.body.find("message") != std::string::npos, answer.body);
    return answer.status;
  };
  CHECK(refused("%24orderby=head") == 501);
  CHECK(refused("%24orderby=") == 400);
  CHECK(refused("%24orderby=__system/submissionDate,") == 400);
  CHECK(refused("%24orderby=__system/submissionDate%20up") == 501);
  CHECK(refused("%24orderby=__system/submissionDate%20asc%20desc") == 501);
  CHECK(refused("%24top=1&%24compute=1") == 501);
  CHECK(refused("%24expand=home") == 501);
  CHECK(refused("%24top=-1") == 400);
  CHECK(refused("%24top=99999999999999999999") == 400);
  CHECK(refused("%24filter=") == 400);
  CHECK(refused("%24filter=head%20eq%20'Ann'") == 501);
  CHECK(refused("%24filter=" + sync::percent_encode(std::string(1000, '(') + "1 eq 1")) == 400);
  CHECK(refused("%24filter=" + sync::percent_encode("1 eq 1 and")) == 400);
}

TEST_CASE("a filter compares moments, numbers and states, and never null but with itself") {
  endpoint::SubmissionRecord record;
  record.first.submitter.id = 5;
  record.first.submitted_at = 1767225600000; // 2026-01-01
  const auto holds = [&](const std::string& text) {
    const auto filter = endpoint::read_odata_filter(text, 1767225600001);
    REQUIRE_MESSAGE(filter, text);
    return (*filter)(record);
  };
  CHECK(holds("__system/submitterId eq 5"));
  CHECK(holds("__system/submitterId ge 5 and __system/submitterId lt 6"));
  CHECK(holds("__system/submissionDate lt now()"));
  CHECK(holds("__system/submissionDate eq 2026-01-01"));
  CHECK(holds("month(__system/submissionDate) eq 1"));
  CHECK(holds("$root/Submissions/__system/reviewState ne 'approved'"));
  CHECK_FALSE(holds("__system/updatedAt lt 2027-01-01"));
  CHECK_FALSE(holds("__system/updatedAt gt 2000-01-01"));
  CHECK(holds("__system/updatedAt eq null or 1 eq 2"));
  CHECK_FALSE(holds("1 eq 2 and 1 eq 2 or 1 eq 2"));
}

TEST_CASE("what is deleted is not listed: the moment of it is null in filters and orders") {
  const HouseholdTables households;
  const auto filtered = [&](const std::string& filter) {
    return households.table("/Submissions?%24filter=" + sync::percent_encode(filter))["value"].size();
  };
  CHECK(filtered("__system/deletedAt eq null") == 2);
  CHECK(filtered("__system/deletedAt ne null") == 0);
  CHECK(filtered("__system/deletedAt lt now()") == 0);
  CHECK(filtered("$root/Submissions/__system/deletedAt eq null and __system/reviewState eq null") == 2);
  using Heads = std::vector<std::string>;
  CHECK(HouseholdTables::heads(households.table("/Submissions?%24orderby=__system/deletedAt%20desc")) == Heads{"Bo", "Ann"});
}

TEST_CASE("the fields of a form") {
  const HouseholdTables households;
  const json fields = json::parse(households.coordinator().get(households.project() + "/forms/household/fields").body);
  std::vector<std::string> paths;
  for (const json& field : fields) paths.push_back(field["path"].get<std::string>() + " " + field["type"].get<std::string>());
  CHECK(paths == std::vector<std::string>{"/head string", "/home structure", "/home/place geopoint", "/home/person repeat",
                                          "/home/person/name string", "/home/person/pet repeat", "/home/person/pet/kind string",
                                          "/photo binary", "/meta structure", "/meta/instanceID string"});
  CHECK(fields[7]["binary"] == true);
  CHECK(fields[0]["binary"].is_null());
  CHECK(fields[0]["selectMultiple"].is_null());
}
