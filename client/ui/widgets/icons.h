// Small pictures drawn with lines, so that they are crisp at every scale.
#pragma once

#include "client/ui/widgets/ui.h"

namespace pilotage::ui {

enum class Icon {
  none,
  check,
  cross,
  plus,
  minus,
  left,
  right,
  down,
  up,
  warning,
  info,
  cloud,
  clock,
  trash,
  pencil,
  calendar,
  undo,
  redo,
  help,
  gear,
  list,
  home,
  search
};

// Centered at that place, `size` pixels high and wide.
void draw_icon(Ui& ui, Icon icon, ImVec2 center, float size, ImU32 color);

} // namespace pilotage::ui
