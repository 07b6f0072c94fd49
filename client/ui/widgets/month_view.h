// One month to pick a day from. Arrows move by day and week, PageUp and PageDown by month, Enter takes the day, Escape closes.
#pragma once

#include <chrono>
#include <optional>

#include "client/ui/widgets/column.h"

namespace pilotage::ui {

struct MonthPick {
  std::optional<std::chrono::year_month_day> day;
  bool closed = false;
};

// `chosen` is marked; `cursor` is the day that the keyboard is on, and its month shows.
MonthPick month_view(Ui& ui, std::string_view id, Column& column, std::optional<std::chrono::year_month_day> chosen,
                     std::chrono::year_month_day& cursor);

} // namespace pilotage::ui
