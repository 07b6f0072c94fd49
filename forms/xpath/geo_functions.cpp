// Places on Earth (ODK XForms, "Geographic Functions"; geofence() and intersects() as in ODK Collect).
#include <cmath>

#include "forms/xpath/evaluation.h"
#include "forms/xpath/functions.h"
#include "forms/xpath/geometry.h"

namespace pilotage::forms::xpath {

namespace {

using Points = std::vector<GeoPoint>;

bool append(Points& points, std::string_view text) {
  const auto more = parse_geopoints(text);
  if (more) points.insert(points.end(), more->begin(), more->end());
  return more.has_value();
}

// The points of all nodes, or of the text, of an argument. nullopt where one is no point.
std::optional<Points> points_of(Evaluation& evaluation, const Value& value) {
  Points points;
  if (!value.is(ValueType::nodes)) return append(points, value.to_string()) ? std::optional(std::move(points)) : std::nullopt;
  std::string scratch;
  for (const NodeRef node : value.nodes()) {
    const std::string_view text = node.tree->string_value(node.id, scratch);
    // A question that is not answered yet has no points; that is no mistake.
    if (!text.empty() && !append(points, text)) return std::nullopt;
  }
  return evaluation.spend(points.size()) ? std::optional(std::move(points)) : std::nullopt;
}

Value area(Evaluation& evaluation, const Arguments& arguments) {
  const auto points = points_of(evaluation, arguments.value(0));
  return points ? enclosed_area(*points) : 0.0;
}

Value distance(Evaluation& evaluation, const Arguments& arguments) {
  Points all;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Value value = arguments.value(i);
    if (evaluation.failed()) return {};
    const auto points = points_of(evaluation, value);
    if (!points)
      return evaluation.fail(ErrorCode::invalid_value,
                             "distance() takes points as \"latitude longitude\", separated by \";\", not \"" + value.to_string() + "\".");
    all.insert(all.end(), points->begin(), points->end());
  }
  return path_length(all);
}

Value geofence(Evaluation& evaluation, const Arguments& arguments) {
  const auto point = parse_geopoint(arguments.string(0));
  const auto shape = points_of(evaluation, arguments.value(1));
  return point && shape && is_inside(*point, *shape);
}

Value intersects(Evaluation& evaluation, const Arguments& arguments) {
  const auto line = points_of(evaluation, arguments.value(0));
  if (!line || !evaluation.spend(static_cast<std::uint64_t>(line->size()) * line->size())) return false;
  return crosses_itself(*line);
}

constexpr Function kGeoFunctions[] = {
    {"area", 1, 1, area},         {"enclosed-area", 1, 1, area},    {"distance", 1, kAnyNumber, distance},
    {"geofence", 2, 2, geofence}, {"intersects", 1, 1, intersects},
};

} // namespace

std::span<const Function> geo_functions() { return kGeoFunctions; }

} // namespace pilotage::forms::xpath
