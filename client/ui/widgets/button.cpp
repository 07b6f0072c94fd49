#include "client/ui/widgets/button.h"

#include <cmath>

#include "client/ui/widgets/label.h"

namespace pilotage::ui {

namespace {

struct Colors {
  ImU32 fill, border, words;
};

Colors colors_of(const ButtonStyle& style, const Touch& touch) {
  using namespace palette;
  if (!style.enabled) return {style.kind == ButtonKind::quiet ? 0 : kPaper, style.kind == ButtonKind::quiet ? 0 : kLine, kDisabled};
  const bool lit = touch.hovered || touch.held;
  switch (style.kind) {
  case ButtonKind::primary: return {lit ? kAccentDeep : kAccent, 0, kOnAccent};
  case ButtonKind::danger: return {lit ? IM_COL32(0x8E, 0x1B, 0x15, 255) : kDanger, 0, kOnAccent};
  case ButtonKind::secondary: return {lit ? kHover : kSurface, kBorder, kInk};
  case ButtonKind::quiet: return {lit ? kAccentSoft : 0, 0, kAccent};
  }
  return {};
}

FaceRole face_of(const ButtonStyle& style) { return style.compact ? FaceRole::small_bold : FaceRole::bold; }
float padding_of(Ui& ui, const ButtonStyle& style) { return ui.px(style.compact ? 12 : 18); }
float icon_of(Ui& ui, const ButtonStyle& style) { return style.icon == Icon::none ? 0 : ui.px(style.compact ? 14 : 16); }
float icon_gap(Ui& ui, const ButtonStyle& style) { return style.icon == Icon::none ? 0 : ui.px(8); }

} // namespace

void focus_ring(Ui& ui, const Rect& rect, float radius) {
  const float away = ui.px(3);
  const Rect ring = rect.inset(-away);
  ui.canvas().AddRect(ring.min(), ring.max(), palette::kAccent, radius + away, 0, ui.px(2.5F));
}

float button_width(Ui& ui, const Text& words, const ButtonStyle& style) {
  return label_width(ui, words, face_of(style)) + 2 * padding_of(ui, style) + icon_of(ui, style) + icon_gap(ui, style);
}

float button_height(Ui& ui, const ButtonStyle& style) { return style.compact ? ui.px(36) : ui.theme().control_height(); }

bool button(Ui& ui, std::string_view id, ImVec2 at, const Text& words, const ButtonStyle& style) {
  return button_in(ui, id, {at.x, at.y, button_width(ui, words, style), button_height(ui, style)}, words, style);
}

bool button_in(Ui& ui, std::string_view id, const Rect& room, const Text& words, const ButtonStyle& style) {
  const Touch touch = ui.touch(id, room, {.enabled = style.enabled});
  const Colors colors = colors_of(style, touch);
  const float radius = ui.theme().radius();
  ImDrawList& canvas = ui.canvas();
  if (colors.fill != 0) canvas.AddRectFilled(room.min(), room.max(), colors.fill, radius);
  if (colors.border != 0)
    canvas.AddRect({room.x + 0.5F, room.y + 0.5F}, {room.right() - 0.5F, room.bottom() - 0.5F}, colors.border, radius, 0,
                   ui.theme().stroke());
  const FaceRole face = face_of(style);
  const float words_width = label_width(ui, words, face);
  const float icon = icon_of(ui, style);
  const float gap = icon_gap(ui, style);
  const float x = std::round(room.x + (room.w - words_width - icon - gap) / 2);
  const float line = ui.typesetter().fonts().face(face).line_height;
  const float words_x = style.icon_after ? x : x + icon + gap;
  const Rect extent = draw_words(ui, {words_x, std::round(room.y + (room.h - line) / 2), words_width + 1, line}, words,
                                 {.face = face, .color = colors.words});
  const float icon_x = style.icon_after ? x + words_width + gap + icon / 2 : x + icon / 2;
  draw_icon(ui, style.icon, {icon_x, room.y + room.h / 2}, icon, colors.words);
  if (touch.ring) focus_ring(ui, room, radius);
  ui.note({.role = Role::button,
           .id = std::string(id),
           .label = words.str(),
           .rect = room,
           .words = extent,
           .enabled = style.enabled,
           .focused = touch.focused});
  return touch.clicked;
}

namespace {

void tooltip(Ui& ui, const Rect& room, const Text& words) {
  const float pad = ui.px(8);
  const float width = label_width(ui, words, FaceRole::small) + 2 * pad;
  const float line = ui.typesetter().fonts().face(FaceRole::small).line_height;
  float x = room.x + room.w / 2 - width / 2;
  x = std::min(std::max(x, ui.px(4)), ui.window().right() - width - ui.px(4));
  float y = room.bottom() + ui.px(6);
  if (y + line + pad > ui.window().bottom()) y = room.y - line - pad - ui.px(6);
  const Rect box{std::round(x), y, width, line + pad};
  ImDrawList& over = *ImGui::GetForegroundDrawList();
  over.AddRectFilled(box.min(), box.max(), palette::kInk, ui.px(6));
  const SetText& set = ui.typesetter().set(words.str(), FaceRole::small, 0);
  ui.typesetter().draw(over, set, {box.x + pad, box.y + pad / 2}, palette::kOnAccent);
}

} // namespace

bool icon_button(Ui& ui, std::string_view id, const Rect& room, Icon icon, const Text& words, bool enabled, bool takes_focus) {
  const Touch touch = ui.touch(id, room, {.enabled = enabled, .takes_focus = takes_focus});
  if (touch.hovered || touch.held) ui.canvas().AddRectFilled(room.min(), room.max(), palette::kAccentSoft, ui.theme().radius());
  draw_icon(ui, icon, {room.x + room.w / 2, room.y + room.h / 2}, ui.px(18), enabled ? palette::kAccent : palette::kDisabled);
  if (touch.ring) focus_ring(ui, room, ui.theme().radius());
  if (touch.hovered || touch.ring) tooltip(ui, room, words);
  ui.note({.role = Role::button, .id = std::string(id), .label = words.str(), .rect = room, .enabled = enabled, .focused = touch.focused});
  return touch.clicked;
}

bool ButtonRow::add(std::string_view id, const Text& words, const ButtonStyle& style) {
  const float width = button_width(ui_, words, style);
  const float height = button_height(ui_, style);
  if (x_ > left_ && x_ + width > left_ + width_) {
    x_ = left_;
    y_ += height + ui_.px(10);
  }
  const bool clicked = button(ui_, id, {x_, y_}, words, style);
  x_ += width + ui_.px(10);
  bottom_ = std::max(bottom_, y_ + height);
  return clicked;
}

} // namespace pilotage::ui
