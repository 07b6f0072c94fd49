// The text of assets/locales/<code>.json, compiled in; the .cpp is written by CMake.
#pragma once

#include <string_view>

namespace pilotage::ui {

std::string_view locale_source(std::string_view code);

} // namespace pilotage::ui
