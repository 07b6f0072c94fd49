// Attachments as trees that expressions query: CSV, GeoJSON, XML.
#include <doctest/doctest.h>

#include <string>

#include "forms/model/secondary_instance.h"

using namespace pilotage;
using namespace pilotage::forms;

namespace {

// The tree as text: "item(name=a,label=b)item(…)".
std::string shown(const xpath::Tree& tree, const xpath::NameTable& names) {
  std::string text;
  for (xpath::NodeId item = tree.first_child(tree.document_element()); item != xpath::kNoNode; item = tree.next_sibling(item)) {
    text += std::string(names.local(tree.name(item))) + "(";
    for (xpath::NodeId cell = tree.first_child(item); cell != xpath::kNoNode; cell = tree.next_sibling(cell)) {
      text += std::string(names.local(tree.name(cell))) + "=" + std::string(tree.text(cell)) +
              (tree.next_sibling(cell) == xpath::kNoNode ? "" : ",");
    }
    text += ")";
  }
  return text;
}

std::string csv(std::string_view bytes) {
  xpath::NameTable names;
  const auto tree = read_csv(bytes, "t.csv", names);
  return tree ? shown(*tree, names) : "refused: " + tree.error().message;
}

std::string geojson(std::string_view bytes) {
  xpath::NameTable names;
  const auto tree = read_geojson(bytes, "t.geojson", names);
  return tree ? shown(*tree, names) : "refused: " + tree.error().message;
}

} // namespace

TEST_CASE("CSV: delimiters, quotes, empty cells and line ends") {
  CHECK(csv("name,label\na,A\nb,\n") == "item(name=a,label=A)item(name=b,label=)");
  CHECK(csv("name;label\r\na;A, B\r\n") == "item(name=a,label=A, B)");
  CHECK(csv("name\tlabel\na\tA") == "item(name=a,label=A)");
  CHECK(csv("\xEF\xBB\xBFname,label\n\"a\",\"A \"\"B\"\"\nC\"\n\nb,B\n") == "item(name=a,label=A \"B\"\nC)item(name=b,label=B)");
  CHECK(csv("name,label\na\n") == "item(name=a,label=)");
}

TEST_CASE("CSV that is none") {
  CHECK(csv("").starts_with("refused: The file is empty"));
  CHECK(csv("name,name\na,b\n").starts_with("refused: The column \"name\" is there twice"));
  CHECK(csv("name,label\na,\"A\n").starts_with("refused: Row 2 opens a quote"));
}

TEST_CASE("GeoJSON: points, lines and polygons, the latitude first") {
  CHECK(geojson(R"({"type":"FeatureCollection","features":[{"type":"Feature","id":7,"properties":{"name":"a","size":2.5,"none":null},
                  "geometry":{"type":"Point","coordinates":[2.5,48]}}]})") == "item(geometry=48 2.5 0 0,id=7,name=a,size=2.5)");
  CHECK(geojson(R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{},
                  "geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}]})") == "item(geometry=2 1 0 0; 4 3 0 0)");
}

TEST_CASE("GeoJSON that is none, or cut off") {
  CHECK(geojson("{\"type\":\"FeatureCollection\",\"features\":[").starts_with("refused: The file is not JSON"));
  CHECK(geojson(R"({"type":{},"features":[]})").starts_with("refused: GeoJSON must have"));
  CHECK(geojson(R"({"type":"FeatureCollection","features":[{"type":{"type":"Point"}}]})").starts_with("refused: An entry"));
  CHECK(geojson(R"({"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":7,"coordinates":[1,2]}}]})")
            .starts_with("refused: Only features with"));
  CHECK(geojson("{\"type\":\"Feature\"}").starts_with("refused: GeoJSON must have a top-level FeatureCollection"));
  CHECK(geojson(R"({"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"MultiPoint"}}]})").find("MultiPoint") !=
        std::string::npos);
  CHECK(geojson(std::string(100'000, '[')).starts_with("refused"));
}
