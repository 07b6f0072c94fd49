// The rows of OData: which columns are left, and the values in them.
#include <doctest/doctest.h>

#include "sync/endpoint/odata_row.h"

using namespace pilotage;
using nlohmann::json;

namespace {

// The row of <data><number>TEXT</number></data>, a field of this type.
json row_of_number(forms::DataType type, const std::string& text, const endpoint::ODataOptions& options = {}) {
  const endpoint::FormField root{.name = "data",
                                 .path = "",
                                 .fields = {{.name = "number", .path = "/number", .kind = endpoint::FormField::Kind::value, .type = type}}};
  const std::vector<endpoint::ODataTable> tables = endpoint::odata_tables(root);
  endpoint::SubmissionRecord record;
  record.first.instance_id = "uuid:1";
  record.current.xml = "<data><number>" + text + "</number></data>";
  const auto rows = endpoint::odata_rows(record, tables.front(), options, false);
  REQUIRE(rows);
  return json::parse(rows->front().json.dump());
}

} // namespace

TEST_CASE("a path that leads to no column selects nothing") {
  const auto selected = [](const std::string& path) {
    return row_of_number(forms::DataType::integer, "3", {.select = endpoint::ODataSelection::read("__id," + path)});
  };
  const json id = {{"__id", "uuid:1"}};
  for (const std::string path : {"~x", "~", "number/~2", "/", "//", "number/", "number/x", "__id/x"})
    CHECK_MESSAGE(selected(path) == id, path);
  CHECK(selected("number") == json{{"__id", "uuid:1"}, {"number", 3}});
}
