// A number between two ends, in steps: the question type "range". There is no thumb until somebody has answered.
#pragma once

#include <optional>
#include <string>

#include "client/ui/widgets/column.h"

namespace pilotage::ui {

struct SliderRange {
  double start = 0, end = 10, step = 1;
};

// The value that the person set in this frame.
std::optional<double> slider(Ui& ui, std::string_view id, Column& column, const SliderRange& range, std::optional<double> value,
                             bool enabled, const Text& words);

// As few digits as the steps need: "7", "2.5".
std::string slider_number(const SliderRange& range, double value);

} // namespace pilotage::ui
