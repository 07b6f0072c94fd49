// Places things below one another. A Column only counts; it draws nothing by itself.
#pragma once

#include "client/ui/widgets/label.h"

namespace pilotage::ui {

class Column {
public:
  Column(Ui& ui, float x, float y, float width) : ui_(ui), x_(x), top_(y), y_(y), width_(width) {}

  float x() const { return x_; }
  float y() const { return y_; }
  float width() const { return width_; }
  float height() const { return y_ - top_; } // so far

  Rect take(float height) {
    const Rect rect{x_, y_, width_, height};
    y_ += height;
    return rect;
  }
  // In units of the theme's gap.
  void space(float gaps = 1) { y_ += ui_.theme().px(8 * gaps); }
  // Down to there, where it is not there yet.
  void reach(float y) { y_ = y > y_ ? y : y_; }

  void text(const Text& words, const LabelStyle& style = {}) { y_ += label(ui_, {x_, y_, width_, 0}, words, style); }

  // The same place, further in.
  Column indented(float left, float right = 0) const { return {ui_, x_ + left, y_, width_ - left - right}; }

private:
  Ui& ui_;
  float x_, top_, y_, width_;
};

} // namespace pilotage::ui
