// A button that shows what is chosen and opens a list to choose something else.
#pragma once

#include <optional>
#include <vector>

#include "client/ui/widgets/button.h"

namespace pilotage::ui {

float select_menu_width(Ui& ui, const std::vector<Text>& entries, bool compact);

std::optional<std::size_t> select_menu(Ui& ui, std::string_view id, const Rect& room, const Text& words, const std::vector<Text>& entries,
                                       std::size_t chosen, bool compact = false);

} // namespace pilotage::ui
