#include "client/ui/widgets/slider.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "client/ui/widgets/button.h"

namespace pilotage::ui {

namespace {

double snapped(const SliderRange& range, double value) {
  const double step = range.step == 0 ? 1 : std::abs(range.step);
  const double low = std::min(range.start, range.end);
  const double high = std::max(range.start, range.end);
  return std::clamp(low + std::round((value - low) / step) * step, low, high);
}

std::optional<double> set_by_keys(Ui& ui, const SliderRange& range, std::optional<double> value) {
  const double step = range.end >= range.start ? std::abs(range.step) : -std::abs(range.step);
  const double now = value.value_or(range.start);
  if (ui.take_key(Key::right) || ui.take_key(Key::up)) return snapped(range, value ? now + step : now);
  if (ui.take_key(Key::left) || ui.take_key(Key::down)) return snapped(range, value ? now - step : now);
  if (ui.take_key(Key::home)) return range.start;
  if (ui.take_key(Key::end)) return range.end;
  return std::nullopt;
}

} // namespace

std::string slider_number(const SliderRange& range, double value) {
  const bool whole = range.step == std::round(range.step) && range.start == std::round(range.start);
  return whole ? fmt::format("{:.0f}", value) : fmt::format("{:.6g}", value);
}

std::optional<double> slider(Ui& ui, std::string_view id, Column& column, const SliderRange& range, std::optional<double> value,
                             bool enabled, const Text& words) {
  const Rect room = column.take(ui.px(72));
  const Touch touch = ui.touch(id, room, {.enabled = enabled, .enter_clicks = false, .space_clicks = false});
  std::optional<double> set;
  if (touch.focused) set = set_by_keys(ui, range, value);
  const float pad = ui.px(16);
  const Rect track{room.x + pad, room.y + ui.px(36), room.w - 2 * pad, ui.px(6)};
  if (touch.held) {
    const double share = std::clamp(static_cast<double>((ui.mouse().x - track.x) / track.w), 0.0, 1.0);
    set = snapped(range, range.start + share * (range.end - range.start));
  }
  const std::optional<double> shown = set ? set : value;
  ImDrawList& canvas = ui.canvas();
  canvas.AddRectFilled(track.min(), track.max(), IM_COL32(0xC9, 0xD2, 0xDA, 255), ui.px(3));
  if (shown) {
    const double span = range.end == range.start ? 1 : range.end - range.start;
    const float x = track.x + track.w * static_cast<float>((*shown - range.start) / span);
    canvas.AddRectFilled(track.min(), {x, track.bottom()}, palette::kAccent, ui.px(3));
    canvas.AddCircleFilled({x, track.y + track.h / 2}, ui.px(11), palette::kAccent, 32);
    const Text number = content(slider_number(range, *shown));
    const float width = label_width(ui, number, FaceRole::bold);
    draw_words(ui, {std::clamp(x - width / 2, room.x, room.right() - width), room.y, width + 2, 0}, number,
               {.face = FaceRole::bold, .color = palette::kAccent});
  }
  const float below = track.bottom() + ui.px(8);
  draw_words(ui, {track.x, below, track.w / 2, 0}, content(slider_number(range, range.start)),
             {.face = FaceRole::small, .color = palette::kMuted});
  const Text end = content(slider_number(range, range.end));
  const float end_width = label_width(ui, end, FaceRole::small);
  draw_words(ui, {track.right() - end_width, below, end_width + 1, 0}, end, {.face = FaceRole::small, .color = palette::kMuted});
  if (touch.ring) focus_ring(ui, room, ui.theme().radius());
  ui.note({.role = Role::slider,
           .id = std::string(id),
           .label = words.str(),
           .value = shown ? slider_number(range, *shown) : "",
           .rect = room,
           .enabled = enabled,
           .focused = touch.focused});
  if (set == value) return std::nullopt;
  return set;
}

} // namespace pilotage::ui
