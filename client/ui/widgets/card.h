// A white surface with rounded corners, behind what is drawn inside: its height follows from the content.
#pragma once

#include <imgui.h>
#include <imgui_internal.h>

#include "client/ui/widgets/column.h"

namespace pilotage::ui {

struct CardStyle {
  ImU32 fill = palette::kSurface;
  ImU32 border = palette::kLine;
  float padding = 20;   // at 100 %
  float accent_bar = 0; // width at 100 % of a bar along the left side
  ImU32 accent = palette::kAccent;
};

// Draws `content(Column&)` on a card at the top of the column and moves the column below it.
template <typename Content>
Rect card(Ui& ui, Column& column, const CardStyle& style, Content&& content);

// Surface and border alone.
void draw_surface(Ui& ui, const Rect& rect, const CardStyle& style);

template <typename Content>
Rect card(Ui& ui, Column& column, const CardStyle& style, Content&& content) {
  ImDrawList& canvas = ui.canvas();
  ImDrawListSplitter layers;
  layers.Split(&canvas, 2);
  layers.SetCurrentChannel(&canvas, 1);
  const float padding = ui.px(style.padding);
  Column inner = column.indented(padding, padding);
  inner.take(padding);
  content(inner);
  inner.take(padding);
  const Rect rect = column.take(inner.height());
  layers.SetCurrentChannel(&canvas, 0);
  draw_surface(ui, rect, style);
  layers.Merge(&canvas);
  return rect;
}

} // namespace pilotage::ui
