// Choices that are put into an order: each has a number, and moves up and down by its buttons or by Alt+Up and Alt+Down.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/ui/widgets/column.h"

namespace pilotage::ui {

struct RankRow {
  std::string value;
  Text label;
};

struct RankOptions {
  bool ranked = false; // the order is an answer already; otherwise it is only the order of the list
  bool enabled = true;
  bool invalid = false;
};

// The values in their new order, when something moved or the order was accepted as it is.
std::optional<std::vector<std::string>> rank_list(Ui& ui, std::string_view id, Column& column, const std::vector<RankRow>& rows,
                                                  const RankOptions& options);

} // namespace pilotage::ui
