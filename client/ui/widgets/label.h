// Words on the screen, set in lines, and noted in the map.
#pragma once

#include "client/ui/text.h"
#include "client/ui/widgets/ui.h"

namespace pilotage::ui {

struct LabelStyle {
  FaceRole face = FaceRole::body;
  ImU32 color = palette::kInk;
  bool rich = false;     // Markdown
  bool one_line = false; // shortened with … where it does not fit: for people's own words in lists only
  bool centered = false;
};

// Height that the words take at that width.
float label_height(Ui& ui, const Text& words, float width, const LabelStyle& style = {});
// Width of the words in one line.
float label_width(Ui& ui, const Text& words, FaceRole face);

// Draws the words at the top of the room; gives their height. A room with height 0 has as much as is needed.
float label(Ui& ui, const Rect& room, const Text& words, const LabelStyle& style = {});

// Draws without a note in the map, for words that belong to a widget; gives the extent that they take.
Rect draw_words(Ui& ui, const Rect& room, const Text& words, const LabelStyle& style);

} // namespace pilotage::ui
