#include "client/ui/widgets/scroll.h"

#include <algorithm>
#include <cmath>

namespace pilotage::ui {

Scroll::Scroll(Ui& ui, std::string_view id, const Rect& room) : ui_(ui), id_(id), room_(room), state_(ui.keep<State>(id)) {
  ui_.push_clip(room_);
}

float Scroll::content_y() const { return room_.y - std::round(state_.offset); }
float Scroll::width() const { return room_.w - ui_.px(12); }

void Scroll::finish(float content_height) {
  const float top = content_y();
  const float before = state_.offset;
  if (const auto reveal = ui_.take_reveal({room_.x, top, room_.w, content_height})) {
    const float margin = std::min(ui_.px(72), std::max(0.0F, (room_.h - reveal->h) / 2));
    const float above = reveal->y - margin - room_.y;
    const float below = reveal->bottom() + margin - room_.bottom();
    if (above < 0 || reveal->h > room_.h)
      state_.offset += above;
    else if (below > 0)
      state_.offset += below;
  }
  if (ui_.active() && room_.contains(ui_.mouse())) state_.offset -= ui_.take_wheel() * ui_.px(72);
  ui_.pop_clip();
  if (content_height > room_.h) draw_bar(content_height);
  state_.offset = std::round(std::clamp(state_.offset, 0.0F, std::max(0.0F, content_height - room_.h)));
  if (state_.offset != before || state_.height != content_height) ui_.redraw();
  state_.height = content_height;
}

void Scroll::draw_bar(float content_height) {
  const float width = ui_.px(8);
  const Rect track{room_.right() - width - ui_.px(2), room_.y + ui_.px(2), width, room_.h - ui_.px(4)};
  const float length = std::max(ui_.px(32), track.h * room_.h / content_height);
  const float range = std::max(1.0F, content_height - room_.h);
  const Rect thumb{track.x, track.y + (track.h - length) * std::clamp(state_.offset / range, 0.0F, 1.0F), width, length};
  const Touch touch = ui_.touch(id_ + ".bar", track, {.takes_focus = false});
  if (touch.pressed) state_.grabbed = thumb.contains(ui_.mouse()) ? ui_.mouse().y - thumb.y : length / 2;
  if (touch.held && state_.grabbed >= 0)
    state_.offset = (ui_.mouse().y - state_.grabbed - track.y) / std::max(1.0F, track.h - length) * range;
  const ImU32 color = touch.hovered || touch.held ? palette::kBorder : IM_COL32(0xB4, 0xBE, 0xC8, 255);
  ui_.canvas().AddRectFilled(thumb.min(), thumb.max(), color, width / 2);
}

} // namespace pilotage::ui
