#include "forms/xpath/geometry.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "forms/xpath/characters.h"
#include "forms/xpath/rounding.h"
#include "forms/xpath/value.h"

namespace pilotage::forms::xpath {

namespace {

constexpr double kEquatorialRadius = 6'378'100; // metres, as ODK's clients take it

double radians(double degrees) { return degrees * std::numbers::pi / 180; }

double distance(GeoPoint a, GeoPoint b) {
  const double cosine = std::sin(radians(a.latitude)) * std::sin(radians(b.latitude)) +
                        std::cos(radians(a.latitude)) * std::cos(radians(b.latitude)) * std::cos(radians(a.longitude - b.longitude));
  return std::acos(std::clamp(cosine, -1.0, 1.0)) * kEquatorialRadius;
}

// Above 0 where c lies left of the way from a to b, 0 on it.
double side(GeoPoint a, GeoPoint b, GeoPoint c) {
  return (b.longitude - a.longitude) * (c.latitude - a.latitude) - (b.latitude - a.latitude) * (c.longitude - a.longitude);
}

bool within_box(GeoPoint a, GeoPoint b, GeoPoint c) {
  return std::min(a.longitude, b.longitude) <= c.longitude && c.longitude <= std::max(a.longitude, b.longitude) &&
         std::min(a.latitude, b.latitude) <= c.latitude && c.latitude <= std::max(a.latitude, b.latitude);
}

bool meet(GeoPoint a, GeoPoint b, GeoPoint c, GeoPoint d) {
  const double c_side = side(a, b, c);
  const double d_side = side(a, b, d);
  const double a_side = side(c, d, a);
  const double b_side = side(c, d, b);
  if (((c_side > 0) != (d_side > 0)) && ((a_side > 0) != (b_side > 0)) && c_side != 0 && d_side != 0 && a_side != 0 && b_side != 0)
    return true;
  return (c_side == 0 && within_box(a, b, c)) || (d_side == 0 && within_box(a, b, d)) || (a_side == 0 && within_box(c, d, a)) ||
         (b_side == 0 && within_box(c, d, b));
}

// Whether b to c runs back over a to b.
bool doubles_back(GeoPoint a, GeoPoint b, GeoPoint c) {
  const double along = (b.longitude - a.longitude) * (c.longitude - b.longitude) + (b.latitude - a.latitude) * (c.latitude - b.latitude);
  return side(a, b, c) == 0 && along < 0;
}

} // namespace

std::optional<GeoPoint> parse_geopoint(std::string_view text) {
  const auto parts = split_at_spaces(text);
  if (parts.size() < 2 || parts.size() > 4) return std::nullopt;
  const GeoPoint point{string_to_number(parts[0]), string_to_number(parts[1])};
  const bool on_earth = std::fabs(point.latitude) <= 90 && std::fabs(point.longitude) <= 180;
  return on_earth ? std::optional(point) : std::nullopt;
}

std::optional<std::vector<GeoPoint>> parse_geopoints(std::string_view text) {
  std::vector<GeoPoint> points;
  text = trim_xml_space(text);
  if (text.ends_with(';')) text.remove_suffix(1);
  while (true) {
    const std::size_t end = std::min(text.find(';'), text.size());
    const auto point = parse_geopoint(text.substr(0, end));
    if (!point) return std::nullopt;
    points.push_back(*point);
    if (end == text.size()) return points;
    text.remove_prefix(end + 1);
  }
}

double enclosed_area(std::span<const GeoPoint> points) {
  if (points.size() < 3) return 0;
  double total = 0;
  GeoPoint from = points.back();
  for (const GeoPoint to : points) {
    total += radians(to.longitude - from.longitude) * (2 + std::sin(radians(from.latitude)) + std::sin(radians(to.latitude)));
    from = to;
  }
  return round_decimal(std::fabs(total * kEquatorialRadius * kEquatorialRadius / 2), 2);
}

double path_length(std::span<const GeoPoint> points) {
  double total = 0;
  for (std::size_t i = 1; i < points.size(); ++i) total += points[i] == points[i - 1] ? 0 : distance(points[i - 1], points[i]);
  return round_decimal(total, 2);
}

bool is_inside(GeoPoint point, std::span<const GeoPoint> shape) {
  if (shape.size() < 4 || shape.front() != shape.back()) return false;
  bool inside = false;
  for (std::size_t i = 1; i < shape.size(); ++i) {
    const GeoPoint a = shape[i - 1];
    const GeoPoint b = shape[i];
    if ((a.longitude > point.longitude) == (b.longitude > point.longitude)) continue;
    const double crossing = a.latitude + (point.longitude - a.longitude) / (b.longitude - a.longitude) * (b.latitude - a.latitude);
    if (point.latitude < crossing) inside = !inside;
  }
  return inside;
}

bool crosses_itself(std::span<const GeoPoint> line) {
  const std::size_t parts = line.size() < 2 ? 0 : line.size() - 1;
  const bool closed = parts > 2 && line.front() == line.back();
  for (std::size_t i = 0; i < parts; ++i) {
    if (i + 1 < parts && doubles_back(line[i], line[i + 1], line[i + 2])) return true;
    for (std::size_t j = i + 2; j < parts; ++j) {
      if (closed && i == 0 && j == parts - 1) continue;
      if (meet(line[i], line[i + 1], line[j], line[j + 1])) return true;
    }
  }
  return false;
}

} // namespace pilotage::forms::xpath
