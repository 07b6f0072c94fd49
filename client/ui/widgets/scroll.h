// A part of the screen that is taller inside than outside. Scrolls by wheel, by its bar, by PageUp and PageDown where the caller
// says so, and by itself to what takes the focus.
#pragma once

#include "client/ui/widgets/column.h"

namespace pilotage::ui {

class Scroll {
public:
  // Clips to the room; what is drawn belongs at content_y() and below.
  Scroll(Ui& ui, std::string_view id, const Rect& room);
  // With the content's height, once it is drawn.
  void finish(float content_height);

  float content_y() const;
  float width() const; // without the bar

private:
  struct State {
    float offset = 0;
    float height = 0;
    float grabbed = -1; // where in the thumb the mouse holds it
  };
  void draw_bar(float content_height);

  Ui& ui_;
  std::string id_;
  Rect room_;
  State& state_;
};

} // namespace pilotage::ui
