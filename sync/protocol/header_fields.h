// The fields of a structured header value: "a=1; b=2" or "x, y". For this folder only.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace pilotage::sync {

// Name and value of each field, without the white space around them; the value is empty where there is no '='.
std::vector<std::pair<std::string_view, std::string_view>> split_fields(std::string_view header_value, char separator);

} // namespace pilotage::sync
