// A list of texts in one column: one a line. The texts hold no line breaks. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pilotage::endpoint {

std::string joined(const std::vector<std::string>& lines);
std::vector<std::string> lines_of(std::string_view text);

} // namespace pilotage::endpoint
