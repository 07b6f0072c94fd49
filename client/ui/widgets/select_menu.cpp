#include "client/ui/widgets/select_menu.h"

#include <algorithm>
#include <cmath>

#include "client/ui/widgets/card.h"

namespace pilotage::ui {

float select_menu_width(Ui& ui, const std::vector<Text>& entries, bool compact) {
  float widest = 0;
  for (const Text& entry : entries) widest = std::max(widest, label_width(ui, entry, compact ? FaceRole::small : FaceRole::body));
  return widest + ui.px(compact ? 58 : 66);
}

namespace {

struct MenuState {
  bool open = false;
  std::optional<std::size_t> picked;
};

// As wide as its longest entry needs, and never beyond the window.
void draw_list(Ui& ui, const std::string& id, const Rect& below, const std::vector<Text>& entries, std::size_t chosen, MenuState& state) {
  const float height = ui.px(40);
  const float pad = ui.px(6);
  const float total = height * static_cast<float>(entries.size()) + 2 * pad;
  const float y = below.bottom() + ui.px(4) + total > ui.window().bottom() ? below.y - ui.px(4) - total : below.bottom() + ui.px(4);
  const float width = std::max(below.w, select_menu_width(ui, entries, false));
  const Rect box{std::min(below.x, ui.window().right() - width - ui.px(8)), y, width, total};
  draw_surface(ui, box, {.border = palette::kBorder});
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::string entry = id + "=" + std::to_string(i);
    const Rect room{box.x + pad, box.y + pad + height * static_cast<float>(i), box.w - 2 * pad, height};
    const Touch touch = ui.touch(entry, room);
    if (touch.hovered || touch.focused) ui.canvas().AddRectFilled(room.min(), room.max(), palette::kAccentSoft, ui.px(6));
    if (touch.focused && ui.take_key(Key::down)) ui.focus(id + "=" + std::to_string((i + 1) % entries.size()));
    if (touch.focused && ui.take_key(Key::up)) ui.focus(id + "=" + std::to_string((i + entries.size() - 1) % entries.size()));
    const float line = ui.typesetter().fonts().face(FaceRole::body).line_height;
    const Rect words = draw_words(ui, {room.x + ui.px(10), std::round(room.y + (height - line) / 2), room.w - ui.px(36), line}, entries[i],
                                  {.one_line = true});
    if (i == chosen) draw_icon(ui, Icon::check, {room.right() - ui.px(16), room.y + height / 2}, ui.px(14), palette::kAccent);
    ui.note({.role = Role::button,
             .id = entry,
             .label = entries[i].str(),
             .value = i == chosen ? "on" : "",
             .rect = room,
             .words = words,
             .focused = touch.focused});
    if (touch.clicked) state.picked = i;
  }
  const bool outside = ImGui::IsMouseClicked(0) && !box.contains(ui.mouse());
  if (state.picked || outside || ui.take_key(Key::escape)) state.open = false;
}

} // namespace

std::optional<std::size_t> select_menu(Ui& ui, std::string_view id, const Rect& room, const Text& words, const std::vector<Text>& entries,
                                       std::size_t chosen, bool compact) {
  auto& state = ui.keep<MenuState>(std::string(id) + ".menu");
  const Touch touch = ui.touch(id, room);
  const float radius = ui.theme().radius();
  ui.canvas().AddRectFilled(room.min(), room.max(), touch.hovered ? palette::kHover : palette::kSurface, radius);
  ui.canvas().AddRect({room.x + 0.5F, room.y + 0.5F}, {room.right() - 0.5F, room.bottom() - 0.5F}, palette::kBorder, radius, 0,
                      ui.theme().stroke());
  const FaceRole face = compact ? FaceRole::small : FaceRole::body;
  const float line = ui.typesetter().fonts().face(face).line_height;
  const Text shown = chosen < entries.size() ? entries[chosen] : Text();
  const Rect extent = draw_words(ui, {room.x + ui.px(14), std::round(room.y + (room.h - line) / 2), room.w - ui.px(46), line}, shown,
                                 {.face = face, .one_line = true});
  draw_icon(ui, Icon::down, {room.right() - ui.px(20), room.y + room.h / 2}, ui.px(12), palette::kMuted);
  if (touch.ring) focus_ring(ui, room, radius);
  ui.note({.role = Role::button,
           .id = std::string(id),
           .label = words.str(),
           .value = shown.str(),
           .rect = room,
           .words = extent,
           .focused = touch.focused});
  if (touch.clicked || (touch.focused && ui.take_key(Key::down))) {
    state.open = !state.open;
    if (state.open) ui.focus_first(std::string(id) + "=" + std::to_string(chosen));
  }
  // `entries` may be gone when the list is drawn: it keeps its own.
  if (state.open)
    ui.later([&ui, name = std::string(id), room, entries, chosen, &state] { draw_list(ui, name, room, entries, chosen, state); });
  return std::exchange(state.picked, std::nullopt);
}

} // namespace pilotage::ui
