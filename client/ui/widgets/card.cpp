#include "client/ui/widgets/card.h"

namespace pilotage::ui {

void draw_surface(Ui& ui, const Rect& rect, const CardStyle& style) {
  ImDrawList& canvas = ui.canvas();
  const float radius = ui.px(10);
  if (style.accent_bar > 0) {
    // The bar is what the surface leaves of a card in its colour.
    const float bar = ui.px(style.accent_bar);
    canvas.AddRectFilled(rect.min(), rect.max(), style.accent, radius);
    canvas.AddRectFilled({rect.x + bar, rect.y}, rect.max(), style.fill, radius, ImDrawFlags_RoundCornersRight);
    canvas.PushClipRect({rect.x + bar, rect.y}, rect.max(), true);
  } else {
    canvas.AddRectFilled(rect.min(), rect.max(), style.fill, radius);
  }
  canvas.AddRect({rect.x + 0.5F, rect.y + 0.5F}, {rect.right() - 0.5F, rect.bottom() - 0.5F}, style.border, radius, 0, ui.theme().stroke());
  if (style.accent_bar > 0) canvas.PopClipRect();
}

} // namespace pilotage::ui
