// Where the characters of an edited text stand: its lines at a width, and the way between a place in the text and a place on the
// screen. Pure; coordinates are pixels from the top left of the text.
#pragma once

#include <string_view>
#include <vector>

#include "client/ui/widgets/text_layout.h"

namespace pilotage::ui {

// A place in the text. Where a long word breaks, one offset is both the end of a line and the beginning of the next: `at_end` tells
// which of the two is meant.
struct TextPlace {
  int offset = 0;
  bool at_end = false;
};

class EditorLines {
public:
  // `text` and `advances` must outlive this.
  EditorLines(std::string_view text, const std::vector<float>& advances, float width)
      : text_(text), advances_(advances), lines_(wrap(text, advances, width)) {}

  const std::vector<Line>& lines() const { return lines_; }
  int line_of(TextPlace place) const;
  float x_of(TextPlace place) const;
  TextPlace place_at(int line, float x) const; // the nearest; lines beyond the first or last count as those
  TextPlace line_begin(TextPlace place) const;
  TextPlace line_end(TextPlace place) const;

private:
  TextPlace end_of(int line) const;

  std::string_view text_;
  const std::vector<float>& advances_;
  std::vector<Line> lines_;
};

} // namespace pilotage::ui
