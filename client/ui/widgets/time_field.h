// A time of day: typed in any usual way, shown as hours and minutes.
#pragma once

#include <optional>
#include <string>

#include "client/ui/widgets/text_editor.h"

namespace pilotage::ui {

struct TimeTyped {
  std::optional<std::string> time; // "14:05:00" or "", where a whole time was typed or cleared in this frame
  bool unreadable = false;         // what stands there is no time
  bool focused = false;
};

TimeTyped time_field(Ui& ui, std::string_view id, Column& column, std::string_view canonical, EditorOptions options);

} // namespace pilotage::ui
