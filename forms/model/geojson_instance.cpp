#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "forms/model/secondary_instance.h"

namespace pilotage::forms {

namespace {

using Json = nlohmann::ordered_json;

std::unexpected<Error> refuse(std::string_view file, std::string message) {
  return fail(ErrorCode::malformed, std::move(message), std::string(file));
}

// The "type" of an object; "" where it has none, or one that is no text.
std::string type_of(const Json& object) {
  const auto type = object.is_object() ? object.find("type") : object.end();
  return type != object.end() && type->is_string() ? type->get<std::string>() : std::string();
}

// A position as ODK writes a point: latitude, longitude, altitude, accuracy. GeoJSON has the longitude first.
bool append_position(const Json& position, std::string& into) {
  if (!position.is_array() || position.size() < 2 || !position[0].is_number() || !position[1].is_number()) return false;
  into += position[1].dump() + " " + position[0].dump();
  into += " 0 0";
  return true;
}

bool append_line(const Json& line, std::string& into) {
  if (!line.is_array()) return false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (i > 0) into += "; ";
    if (!append_position(line[i], into)) return false;
  }
  return true;
}

Result<std::string> geometry_text(const Json& geometry, std::string_view file) {
  const std::string type = type_of(geometry);
  const Json coordinates = geometry.is_object() && geometry.contains("coordinates") ? geometry["coordinates"] : Json();
  std::string text;
  bool good = false;
  if (type == "Point")
    good = append_position(coordinates, text);
  else if (type == "LineString")
    good = append_line(coordinates, text);
  else if (type == "Polygon")
    good = coordinates.is_array() && !coordinates.empty() && append_line(coordinates[0], text);
  else
    return refuse(file, fmt::format("Only features with Point, LineString or Polygon types are supported, not \"{}\".", type));
  if (!good) return refuse(file, "A geometry has coordinates that are not numbers.");
  return text;
}

std::string scalar_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.dump();
}

void append_child(xpath::Tree& tree, xpath::NodeId item, std::string_view name, std::string_view text, xpath::NameTable& names) {
  const xpath::NodeId element = tree.append_element(item, names.intern("", name));
  if (!text.empty()) tree.append_text(element, text);
}

Result<void> append_feature(const Json& feature, std::string_view file, xpath::Tree& tree, xpath::NodeId root, xpath::NameTable& names) {
  if (type_of(feature) != "Feature") return refuse(file, "An entry of \"features\" is not a Feature.");
  auto geometry = geometry_text(feature.contains("geometry") ? feature["geometry"] : Json(), file);
  if (!geometry) return std::unexpected(geometry.error());
  const xpath::NodeId item = tree.append_element(root, names.intern("", "item"));
  append_child(tree, item, "geometry", *geometry, names);
  const bool has_id = feature.contains("id") && !feature["id"].is_null();
  if (has_id) append_child(tree, item, "id", scalar_text(feature["id"]), names);
  if (!feature.contains("properties") || !feature["properties"].is_object()) return {};
  for (const auto& [name, value] : feature["properties"].items()) {
    if (name == "geometry" || (has_id && name == "id") || value.is_null()) continue;
    if (value.is_structured()) return refuse(file, fmt::format("The property \"{}\" is not a single value.", name));
    append_child(tree, item, name, scalar_text(value), names);
  }
  return {};
}

} // namespace

Result<xpath::Tree> read_geojson(std::string_view bytes, std::string_view file, xpath::NameTable& names) {
  // Nesting is bounded: a deeply nested document would otherwise exhaust the stack while it is freed.
  constexpr int kMaxDepth = 64;
  bool too_deep = false;
  auto guard = [&](int depth, Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > kMaxDepth;
    return !too_deep;
  };
  const Json document = Json::parse(bytes, guard, false);
  if (too_deep || document.is_discarded() || !document.is_object()) return refuse(file, "The file is not JSON, or it is cut off.");
  if (type_of(document) != "FeatureCollection" || !document.contains("features") || !document["features"].is_array()) {
    return refuse(file, "GeoJSON must have a top-level FeatureCollection.");
  }
  xpath::Tree tree;
  const xpath::NodeId root = tree.append_element(xpath::kDocument, names.intern("", "root"));
  for (const Json& feature : document["features"]) {
    if (auto appended = append_feature(feature, file, tree, root, names); !appended) return std::unexpected(appended.error());
  }
  return tree;
}

} // namespace pilotage::forms
