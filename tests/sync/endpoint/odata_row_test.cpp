// The rows of OData: which columns are left, and the values in them.
#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

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

TEST_CASE("a whole number comes through as people and programs write it") {
  const auto integer = [](const std::string& text) { return row_of_number(forms::DataType::integer, text)["number"]; };
  CHECK(integer("3") == 3);
  for (const char* text : {" 3", "3\n", "+3", "3.0", " +3.00 ", "3."}) CHECK_MESSAGE(integer(text) == 3, std::string(text));
  CHECK(integer("-4.0") == -4);
  CHECK(integer("0") == 0);
  CHECK(integer("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  for (const char* text : {"", " ", "3.5", "3.0.0", "+-3", "++3", "+", "3 4", "three", ".0", "9223372036854775808"})
    CHECK_MESSAGE(integer(text).is_null(), std::string(text));
}

TEST_CASE("a decimal comes through with blanks around it and a plus before it") {
  const auto decimal = [](const std::string& text) { return row_of_number(forms::DataType::decimal, text)["number"]; };
  for (const char* text : {"3.5", " 3.5", "3.5 ", "+3.5", "\t+3.5\n"}) CHECK_MESSAGE(decimal(text) == 3.5, std::string(text));
  CHECK(decimal(" 3") == 3.0);
  CHECK(decimal("+3") == 3.0);
  CHECK(decimal("-0.25") == -0.25);
  for (const char* text : {"", " ", "+-3", "++3", "3,5", "3.5 m"}) CHECK_MESSAGE(decimal(text).is_null(), std::string(text));
}
