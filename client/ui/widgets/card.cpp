#include "client/ui/widgets/card.h"

namespace pilotage::ui {

void draw_surface(Ui& ui, const Rect& rect, const CardStyle& style) {
  ImDrawList& canvas = ui.canvas();
  const float radius = ui.px(10);
  canvas.AddRectFilled(rect.min(), rect.max(), style.fill, radius);
  if (style.accent_bar > 0)
    canvas.AddRectFilled(rect.min(), {rect.x + ui.px(style.accent_bar), rect.bottom()}, style.accent, radius, ImDrawFlags_RoundCornersLeft);
  canvas.AddRect({rect.x + 0.5F, rect.y + 0.5F}, {rect.right() - 0.5F, rect.bottom() - 0.5F}, style.border, radius, 0, ui.theme().stroke());
}

} // namespace pilotage::ui
