// The choices of a question as large rows, or as cells beside one another. One place for Tab; arrows go from choice to choice, Space or
// Enter takes one or lets it go, a digit jumps to that choice. Above a dozen choices a field narrows them by what is typed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/ui/text.h"
#include "client/ui/widgets/column.h"

namespace pilotage::ui {

struct ChoiceRow {
  std::string value;
  Text label;
  bool taken = false;
};

struct ChoiceListOptions {
  bool many = false;  // several may be taken: boxes, not circles
  bool cells = false; // beside one another, for scales
  bool enabled = true;
  bool invalid = false;
};

// The choice that the person took or let go in this frame.
std::optional<std::size_t> choice_list(Ui& ui, std::string_view id, Column& column, const std::vector<ChoiceRow>& choices,
                                       const ChoiceListOptions& options);

} // namespace pilotage::ui
