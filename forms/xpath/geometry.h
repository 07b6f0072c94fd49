// Points, lines and areas on Earth, as geopoint, geotrace and geoshape answers give them (ODK XForms, "Data Types").
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace pilotage::forms::xpath {

struct GeoPoint {
  double latitude = 0;
  double longitude = 0;
  bool operator==(const GeoPoint&) const = default;
};

// "lat lon", "lat lon altitude", "lat lon altitude accuracy"; nullopt: not a point on Earth.
std::optional<GeoPoint> parse_geopoint(std::string_view text);
// Points separated by ";", which may also stand at the end; nullopt where one of them is no point.
std::optional<std::vector<GeoPoint>> parse_geopoints(std::string_view text);

// In square metres, to two decimals, of the shape whose corners they are; 0 for fewer than three.
double enclosed_area(std::span<const GeoPoint> points);
// In metres, to two decimals, along the points.
double path_length(std::span<const GeoPoint> points);
// Whether the point is inside the shape; `shape` ends where it starts.
bool is_inside(GeoPoint point, std::span<const GeoPoint> shape);
// Whether the line crosses or touches itself anywhere but where one part joins the next, or the end the start.
bool crosses_itself(std::span<const GeoPoint> line);

} // namespace pilotage::forms::xpath
