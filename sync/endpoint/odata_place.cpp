#include "sync/endpoint/odata_place.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace pilotage::endpoint {

namespace {

using nlohmann::ordered_json;

struct Point {
  double latitude = 0;
  double longitude = 0;
  double altitude = 0;
  std::optional<double> accuracy;
};

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(at), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

// "latitude longitude altitude accuracy"; the last two may be missing.
std::optional<Point> point_in(std::string_view text) {
  std::vector<double> numbers;
  for (const std::string_view part : split(text, ' ')) {
    const auto read = std::from_chars(part.data(), part.data() + part.size(), numbers.emplace_back());
    if (read.ec != std::errc() || read.ptr != part.data() + part.size()) return std::nullopt;
  }
  if (numbers.size() < 2 || numbers.size() > 4) return std::nullopt;
  Point point{.latitude = numbers[0], .longitude = numbers[1], .altitude = 0, .accuracy = {}};
  if (numbers.size() > 2) point.altitude = numbers[2];
  if (numbers.size() > 3) point.accuracy = numbers[3];
  return point;
}

std::optional<std::vector<Point>> points_in(std::string_view text) {
  std::vector<Point> points;
  for (const std::string_view part : split(text, ';')) {
    if (part.find_first_not_of(' ') == std::string_view::npos) continue;
    const auto point = point_in(part);
    if (!point) return std::nullopt;
    points.push_back(*point);
  }
  if (points.empty()) return std::nullopt;
  return points;
}

struct Geometry {
  const char* geojson;
  const char* wkt;
};
Geometry geometry_of(forms::DataType type) {
  if (type == forms::DataType::geopoint) return {.geojson = "Point", .wkt = "POINT"};
  if (type == forms::DataType::geotrace) return {.geojson = "LineString", .wkt = "LINESTRING"};
  return {.geojson = "Polygon", .wkt = "POLYGON"};
}

std::string well_known_text(forms::DataType type, const std::vector<Point>& points) {
  std::vector<std::string> texts;
  for (const Point& point : points) texts.push_back(fmt::format("{} {} {}", point.longitude, point.latitude, point.altitude));
  const bool ring = type == forms::DataType::geoshape;
  return fmt::format("{} {}{}{}", geometry_of(type).wkt, ring ? "((" : "(", fmt::join(texts, ","), ring ? "))" : ")");
}

ordered_json coordinates(const Point& point) { return {point.longitude, point.latitude, point.altitude}; }
ordered_json accuracy(const Point& point) { return point.accuracy ? ordered_json(*point.accuracy) : ordered_json(nullptr); }

ordered_json geojson(forms::DataType type, const std::vector<Point>& points) {
  ordered_json json = {{"type", geometry_of(type).geojson}};
  if (type == forms::DataType::geopoint) {
    json["coordinates"] = coordinates(points.front());
    json["properties"]["accuracy"] = accuracy(points.front());
    return json;
  }
  auto line = ordered_json::array();
  auto accuracies = ordered_json::array();
  for (const Point& point : points) {
    line.push_back(coordinates(point));
    accuracies.push_back(accuracy(point));
  }
  json["coordinates"] = type == forms::DataType::geoshape ? ordered_json::array({line}) : line;
  json["properties"]["accuracy"] = accuracies;
  return json;
}

} // namespace

ordered_json odata_place(forms::DataType type, std::string_view text, PlaceText as) {
  const auto points = points_in(text);
  if (!points || (type == forms::DataType::geopoint && points->size() != 1)) return nullptr;
  return as == PlaceText::wkt ? ordered_json(well_known_text(type, *points)) : geojson(type, *points);
}

} // namespace pilotage::endpoint
