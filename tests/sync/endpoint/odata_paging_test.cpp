// Pages of OData: their links keep to what was asked for, whatever comes in between.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "sync/endpoint/household_tables.h"
#include "sync/protocol/names.h"

using namespace pilotage;
using namespace pilotage::test;
using nlohmann::json;

namespace {

struct PagedHouseholds : HouseholdTables {
  void send(int number, const std::string& head, const std::string& inside = "") const {
    REQUIRE(post(MultipartText().xml(household(numbered_id(number), head, inside))).status == 201);
  }
  json page(const std::string& url) const {
    const Answer answer = coordinator().get(url);
    REQUIRE_MESSAGE(answer.status == 200, answer.body);
    return json::parse(answer.body);
  }
  // Every page from here on, and what `between` does after each; the column of their rows.
  template <typename Between>
  std::vector<std::string> follow(const std::string& path, const std::string& column, Between between) const {
    std::vector<std::string> all;
    int pages = 0;
    for (std::string url = service() + path; !url.empty(); between(++pages)) {
      const json now = page(url);
      for (const json& row : now["value"]) all.push_back(row[column]);
      url = now.value("@odata.nextLink", "");
      REQUIRE(pages < 20);
    }
    return all;
  }
  std::vector<std::string> follow(const std::string& path, const std::string& column) const {
    return follow(path, column, [](int) {});
  }
};

std::string persons_xml(const std::vector<std::string>& names) {
  std::string xml;
  for (const std::string& name : names) xml += "<person><name>" + name + "</name></person>";
  return xml;
}

using Column = std::vector<std::string>;

} // namespace

TEST_CASE("the next page of one submission's repeats is of the same submission") {
  const PagedHouseholds households;
  households.send(3, "Zed", persons_xml({"Zed", "Yan", "Xia"}));
  const std::string one = "/Submissions('" + sync::percent_encode(numbered_id(1)) + "')/home/person";
  CHECK(households.follow(one + "?%24top=1", "name") == Column{"Ann", "Cy"});
  const std::string pets = one + "('" + sync::percent_encode(numbered_id(1) + "/home/person[1]") + "')/pet";
  CHECK(households.follow(pets + "?%24top=1", "kind") == Column{"cat", "dog"});
}

TEST_CASE("a link to the next page keeps all else that was asked for") {
  const PagedHouseholds households;
  const json first = households.page(households.service() + "/Submissions?%24top=1&%24count=true&%24select=head,%20__id&%24wkt=true"
                                                            "&%24filter=__system/reviewState%20ne%20'approved'&own=a%26b");
  const std::string next = first.at("@odata.nextLink");
  CHECK_MESSAGE(next.starts_with(households.service() + "/Submissions?%24top=1&%24count=true&"), next);
  for (const char* kept : {"&%24wkt=true", "&%24select=head%2C%20__id", "&own=a%26b"}) CHECK_MESSAGE(next.contains(kept), next);
  CHECK_FALSE(next.contains("%24skip="));
  const json second = households.page(next);
  CHECK(second["value"] == json{{{"head", "Ann"}, {"__id", numbered_id(1)}}});
  CHECK(second["@odata.count"] == 2);
}

TEST_CASE("what arrives between two pages neither repeats a row nor hides one") {
  const PagedHouseholds households;
  for (int i = 3; i <= 5; ++i) households.send(i, fmt::format("H{}", i), persons_xml({fmt::format("P{}", i), fmt::format("Q{}", i)}));
  int next = 10;
  const auto arrive = [&](int) { households.send(next++, "New", persons_xml({"New", "Newer", "Newest"})); };
  CHECK(households.follow("/Submissions?%24top=2", "head", arrive) == Column{"H5", "H4", "H3", "Bo", "Ann"});
  const Column all = households.follow("/Submissions.home.person?%24top=3&%24skip=9", "name", arrive);
  CHECK(all == Column{"P5", "Q5", "P4", "Q4", "P3", "Q3", "Ann", "Cy"});
}

TEST_CASE("counted, a page still says how many rows there are in all, and follows the one before") {
  const PagedHouseholds households;
  households.send(3, "Zed", persons_xml({"Zed", "Yan", "Xia"}));
  const json first = households.table("/Submissions.home.person?%24top=2&%24count=true");
  households.send(4, "New", persons_xml({"New"}));
  const json second = households.page(first.at("@odata.nextLink"));
  CHECK(first["@odata.count"] == 5);
  CHECK(second["@odata.count"] == 6);
  REQUIRE(second["value"].size() == 2);
  CHECK(second["value"][0]["name"] == "Xia");
  CHECK(second["value"][1]["name"] == "Ann");
}

TEST_CASE("a page's token that this server did not write is refused with a sentence") {
  const PagedHouseholds households;
  for (const std::string token : {"x", "!!!", "AAAA", "MDo", "LTE6MA", "MTox eg", "OTIyMzM3MjAzNjg1NDc3NTgwNzow", "\xff"}) {
    const Answer answer = households.get("/Submissions?%24skiptoken=" + sync::percent_encode(token));
    CHECK_MESSAGE(answer.status == 400, token);
    CHECK_MESSAGE(answer.body.contains("$skiptoken"), answer.body);
  }
  const std::string next = households.table("/Submissions?%24top=1").at("@odata.nextLink");
  CHECK(households.coordinator().get(next + "&%24orderby=__system/submissionDate").status == 400);
  CHECK(households.table("/Submissions?%24skiptoken=")["value"].size() == 2);
}
