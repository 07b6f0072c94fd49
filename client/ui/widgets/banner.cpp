#include "client/ui/widgets/banner.h"

#include <algorithm>
#include <cmath>

namespace pilotage::ui {

ToneColors tone_colors(Tone tone) {
  using namespace palette;
  switch (tone) {
  case Tone::info: return {kAccent, kAccentSoft, Icon::info};
  case Tone::good: return {kGood, kGoodSoft, Icon::check};
  case Tone::caution: return {kCaution, kCautionSoft, Icon::warning};
  case Tone::danger: return {kDanger, kDangerSoft, Icon::warning};
  }
  return {kAccent, kAccentSoft, Icon::info};
}

void banner(Ui& ui, Column& column, Tone tone, const Text& words, const Text& detail) {
  const ToneColors colors = tone_colors(tone);
  card(ui, column, {.fill = colors.fill, .border = colors.fill, .padding = 12}, [&](Column& inner) {
    const float line = ui.typesetter().fonts().face(FaceRole::body).line_height;
    draw_icon(ui, colors.icon, {inner.x() + ui.px(10), inner.y() + line / 2}, ui.px(18), colors.ink);
    Column beside = inner.indented(ui.px(32));
    beside.text(words);
    if (!detail.empty()) {
      beside.space(0.5F);
      beside.text(detail, {.face = FaceRole::small, .color = palette::kMuted});
    }
    inner.reach(beside.y());
  });
}

float badge_width(Ui& ui, const Text& words) { return label_width(ui, words, FaceRole::small_bold) + ui.px(20); }
float badge_height(Ui& ui) { return ui.px(26); }

float badge(Ui& ui, ImVec2 at, Tone tone, const Text& words) {
  const ToneColors colors = tone_colors(tone);
  const Rect rect{at.x, at.y, badge_width(ui, words), badge_height(ui)};
  ui.canvas().AddRectFilled(rect.min(), rect.max(), colors.fill, rect.h / 2);
  const float line = ui.typesetter().fonts().face(FaceRole::small_bold).line_height;
  label(ui, {rect.x + ui.px(10), std::round(rect.y + (rect.h - line) / 2), rect.w - ui.px(18), line}, words,
        {.face = FaceRole::small_bold, .color = colors.ink});
  return rect.w;
}

void progress_bar(Ui& ui, const Rect& room, float share, const Text& words) {
  const float radius = room.h / 2;
  ui.canvas().AddRectFilled(room.min(), room.max(), palette::kLine, radius);
  const float filled = room.w * std::clamp(share, 0.0F, 1.0F);
  if (filled > room.h) ui.canvas().AddRectFilled(room.min(), {room.x + filled, room.bottom()}, palette::kAccent, radius);
  ui.note({.role = Role::progress, .label = words.str(), .value = std::to_string(std::lround(share * 100)), .rect = room});
}

} // namespace pilotage::ui
