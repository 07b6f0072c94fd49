// A field for text: one line, or a box that wraps its lines and grows with them. Caret, selection by keys and mouse, clipboard, undo and
// redo, UTF-8 by grapheme clusters. Tab leaves it; Enter makes a new line only where there are many.
#pragma once

#include <string>
#include <string_view>

#include "client/ui/text.h"
#include "client/ui/widgets/column.h"

namespace pilotage::ui {

struct EditorOptions {
  bool many_lines = false;
  bool enabled = true;
  bool invalid = false;
  bool numeric = false; // only digits, signs and points
  bool adopt = true;    // take `value` where it differs from what is shown: false while what was typed is on its way
  int least_lines = 4;  // of a box
  int most_lines = 14;  // then it scrolls inside
  Text words = {};      // what the field is called, for the map
  Text example = {};    // shown while it is empty
};

struct Edited {
  bool changed = false;  // in this frame
  bool finished = false; // left, or Enter in a field of one line
  bool focused = false;
  std::string text;
};

Edited text_editor(Ui& ui, std::string_view id, Column& column, std::string_view value, const EditorOptions& options);

} // namespace pilotage::ui
