// $select: the columns that rows of OData keep, as ODK Central reads it. Pure functions.
#pragma once

#include <expected>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "sync/endpoint/http/response.h"
#include "sync/endpoint/odata_names.h"

namespace pilotage::endpoint {

class ODataSelection {
public:
  // Names and paths between commas: "__id, home/place, __system". Blanks around them do not count; "*" among them, or none, is everything.
  static ODataSelection read(std::string_view text);

  // Refused, as Central does: a column that the table does not have (400.23), and one inside of a repeat (400.24).
  std::expected<void, Response> check(const ODataTable& table) const;

  // What is left of a row: whole groups by their name, single values by their path.
  nlohmann::ordered_json of(nlohmann::ordered_json row) const;

private:
  std::vector<std::string> paths_; // empty: everything
};

} // namespace pilotage::endpoint
