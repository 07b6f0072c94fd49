// What the screens have in common: the bar at the top and the column of content below it.
#pragma once

#include "client/ui/command.h"
#include "client/ui/snapshot.h"
#include "client/ui/widgets/button.h"
#include "client/ui/widgets/column.h"
#include "client/ui/widgets/scroll.h"

namespace pilotage::ui {

struct BarStyle {
  Text title = {};
  Text back = {};            // words of the button at the left; none where they are empty
  bool people_title = false; // the title is a form's, and may be shortened
  float right = 0;           // room that the screen uses itself at the right end
};

// The bar; true when "back" was pressed. `rest` is where the screen may draw below.
bool top_bar(Ui& ui, const BarStyle& style, Rect& rest);

// A column of readable width in the middle of the room, inside a Scroll.
Column reading_column(Ui& ui, const Scroll& scroll, const Rect& room);

// The outbox in a sentence: what waits, what is wrong, when it goes on.
struct SyncSentence {
  Text headline;
  Text detail;
  int tone = 0; // 0 calm, 1 good, 2 caution
};
SyncSentence sync_sentence(Ui& ui, const SyncShown& sync);

// Which servers this laptop cannot use, and why; nothing where it can use all.
void draw_server_problems(Ui& ui, Column& column, const SyncShown& sync);

// What went wrong with fetching questionnaires; nothing when nothing did. "Sync now" stands on the same screens.
void draw_fetch_problems(Ui& ui, Column& column, const SyncShown& sync);

// State of a response in plain words.
Text stage_words(const Locale& tr, ResponseStage stage);

} // namespace pilotage::ui
