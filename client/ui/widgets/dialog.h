// A question that must be answered before the work goes on. Escape is the first, safe button.
#pragma once

#include <string_view>
#include <vector>

#include "client/ui/text.h"
#include "client/ui/widgets/button.h"
#include "client/ui/widgets/card.h"

namespace pilotage::ui {

struct DialogButton {
  std::string_view id;
  Text words;
  ButtonKind kind = ButtonKind::secondary;
};

// Draws over everything; gives the button that was pressed, by its place, or -1. Called as the last of the frame.
int dialog(Ui& ui, std::string_view id, const Text& title, const Text& message, const std::vector<DialogButton>& buttons);

// A surface in the middle of the window with `content(Column&)`, over a shade. Gives false when Escape closes it.
template <typename Content>
bool panel(Ui& ui, std::string_view id, float width, Content&& content);

struct PanelState {
  float height = 0;
};

template <typename Content>
bool panel(Ui& ui, std::string_view id, float width, Content&& content) {
  ui.push_layer();
  ui.canvas().AddRectFilled(ui.window().min(), ui.window().max(), palette::kShade);
  auto& state = ui.keep<PanelState>(id);
  const float w = std::min(width, ui.window().w - ui.px(32));
  const float y = std::max(ui.px(16), (ui.window().h - state.height) / 2.2F);
  Column column(ui, static_cast<float>(static_cast<int>((ui.window().w - w) / 2)), static_cast<float>(static_cast<int>(y)), w);
  const Rect rect = card(ui, column, {.padding = 28}, content);
  if (state.height != rect.h) ui.redraw();
  state.height = rect.h;
  const bool stays = !ui.take_key(Key::escape);
  ui.pop_layer();
  return stays;
}

} // namespace pilotage::ui
