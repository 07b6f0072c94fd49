// The household form in a campaign with two responses, and its OData tables as JSON.
#pragma once

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sync/endpoint/household.h"

namespace pilotage::test {

inline const std::string kAnnAndCy =
    "<person><name>Ann</name><pet><kind>cat</kind></pet><pet><kind>dog</kind></pet></person><person><name>Cy</name></person>";

// Ann with two persons in the house and a place, then Bo.
struct HouseholdTables : Campaign {
  HouseholdTables() {
    publish(household_form());
    REQUIRE(post(MultipartText().xml(household(numbered_id(1), "Ann", "<place>1.5 -2 0 4</place>" + kAnnAndCy, "a.jpg"))).status == 201);
    REQUIRE(post(MultipartText().xml(household(numbered_id(2), "Bo"))).status == 201);
  }
  std::string service() const { return project() + "/forms/household.svc"; }
  Answer get(const std::string& path) const { return coordinator().get(service() + path); }
  nlohmann::json table(const std::string& path) const {
    const Answer answer = get(path);
    REQUIRE_MESSAGE(answer.status == 200, answer.body);
    CHECK(answer.header("odata-version") == "4.0");
    return nlohmann::json::parse(answer.body);
  }
  static std::vector<std::string> heads(const nlohmann::json& table) {
    std::vector<std::string> heads;
    for (const nlohmann::json& row : table["value"]) heads.push_back(row["head"]);
    return heads;
  }
};

} // namespace pilotage::test
