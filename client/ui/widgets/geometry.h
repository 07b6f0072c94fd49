// Points and rectangles in pixels, the origin at the top left.
#pragma once

#include <imgui.h>

#include <algorithm>

namespace pilotage::ui {

struct Rect {
  float x = 0, y = 0, w = 0, h = 0;

  float right() const { return x + w; }
  float bottom() const { return y + h; }
  ImVec2 min() const { return {x, y}; }
  ImVec2 max() const { return {x + w, y + h}; }
  bool empty() const { return w <= 0 || h <= 0; }
  bool contains(ImVec2 p) const { return p.x >= x && p.x < right() && p.y >= y && p.y < bottom(); }
  // With a tolerance in pixels, for rounding.
  bool contains(const Rect& other, float slack = 0.5F) const {
    return other.x >= x - slack && other.y >= y - slack && other.right() <= right() + slack && other.bottom() <= bottom() + slack;
  }
  Rect inset(float by) const { return {x + by, y + by, w - 2 * by, h - 2 * by}; }
  Rect inset(float across, float down) const { return {x + across, y + down, w - 2 * across, h - 2 * down}; }
  Rect moved(float dx, float dy) const { return {x + dx, y + dy, w, h}; }
  Rect common(const Rect& other) const {
    const float left = std::max(x, other.x);
    const float top = std::max(y, other.y);
    return {left, top, std::max(0.0F, std::min(right(), other.right()) - left), std::max(0.0F, std::min(bottom(), other.bottom()) - top)};
  }
  bool operator==(const Rect&) const = default;
};

} // namespace pilotage::ui
