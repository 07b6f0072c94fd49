// Places of ODK XForms ("1.5 -2 0 4", "…; …") as GeoJSON or as well-known text, longitude first. Pure functions.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "forms/model/data_type.h"

namespace pilotage::endpoint {

enum class PlaceText { geojson, wkt };

// null where the text is no place of that type.
nlohmann::ordered_json odata_place(forms::DataType type, std::string_view text, PlaceText as);

} // namespace pilotage::endpoint
