#include "client/ui/widgets/label.h"

#include <cmath>

namespace pilotage::ui {

namespace {

// The longest beginning that fits with "…" after it.
std::string shortened(Ui& ui, const std::string& words, FaceRole face, float width) {
  std::string line = words.substr(0, words.find('\n'));
  const SetText& set = ui.typesetter().set(line, face, 0);
  if (set.width <= width && line.size() == words.size()) return line;
  const float dots = ui.typesetter().set("…", face, 0).width;
  const SetText& whole = ui.typesetter().set(line, face, 0);
  float x = 0;
  int end = 0;
  while (end < static_cast<int>(line.size())) {
    const int next = next_cluster(line, end);
    float step = 0;
    for (int i = end; i < next; ++i) step += whole.advances[static_cast<std::size_t>(i)];
    if (x + step + dots > width) break;
    x += step;
    end = next;
  }
  return line.substr(0, static_cast<std::size_t>(end)) + "…";
}

} // namespace

float label_height(Ui& ui, const Text& words, float width, const LabelStyle& style) {
  if (words.empty()) return 0;
  if (style.one_line) return ui.typesetter().fonts().face(style.face).line_height;
  return ui.typesetter().set(words.str(), style.face, width, style.rich).height;
}

float label_width(Ui& ui, const Text& words, FaceRole face) { return ui.typesetter().set(words.str(), face, 0).width; }

Rect draw_words(Ui& ui, const Rect& room, const Text& words, const LabelStyle& style) {
  if (words.empty()) return {room.x, room.y, 0, 0};
  const std::string shown = style.one_line ? shortened(ui, words.str(), style.face, room.w) : words.str();
  const SetText& set = ui.typesetter().set(shown, style.face, style.one_line ? 0 : room.w, style.rich);
  const float x = style.centered ? std::round(room.x + (room.w - set.width) / 2) : room.x;
  if (style.centered)
    ui.typesetter().draw(ui.canvas(), set, {room.x, room.y}, style.color, room.w);
  else
    ui.typesetter().draw(ui.canvas(), set, {x, room.y}, style.color);
  return {x, room.y, set.width, set.height};
}

float label(Ui& ui, const Rect& room, const Text& words, const LabelStyle& style) {
  if (words.empty()) return 0;
  const Rect extent = draw_words(ui, room, words, style);
  Rect place = room;
  if (place.h <= 0) place.h = extent.h;
  Seen seen{.role = Role::text, .label = words.str(), .rect = place, .words = extent, .may_clip = style.one_line};
  // Text is found where its words are, not where its room is.
  if (place.contains(extent, 1.5F)) seen.rect = extent;
  ui.note(std::move(seen));
  return extent.h;
}

} // namespace pilotage::ui
