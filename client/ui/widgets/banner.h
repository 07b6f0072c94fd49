// A sentence in a coloured box: what is wrong, what is good to know, what went well.
#pragma once

#include "client/ui/widgets/card.h"
#include "client/ui/widgets/icons.h"

namespace pilotage::ui {

enum class Tone { info, good, caution, danger };

// `detail` stands small below the words.
void banner(Ui& ui, Column& column, Tone tone, const Text& words, const Text& detail = {});
struct ToneColors {
  ImU32 ink, fill;
  Icon icon;
};
ToneColors tone_colors(Tone tone);

// A small rounded word: the state of a response.
float badge(Ui& ui, ImVec2 at, Tone tone, const Text& words);
float badge_width(Ui& ui, const Text& words);
float badge_height(Ui& ui);

// A bar that is full at 1.
void progress_bar(Ui& ui, const Rect& room, float share, const Text& words);

} // namespace pilotage::ui
