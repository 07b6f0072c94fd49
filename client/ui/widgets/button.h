// Buttons. Enter or Space presses the one that has the focus.
#pragma once

#include <string_view>

#include "client/ui/text.h"
#include "client/ui/widgets/icons.h"
#include "client/ui/widgets/ui.h"

namespace pilotage::ui {

enum class ButtonKind { primary, secondary, quiet, danger };

struct ButtonStyle {
  ButtonKind kind = ButtonKind::secondary;
  Icon icon = Icon::none;
  bool icon_after = false;
  bool enabled = true;
  bool compact = false; // lower, for bars
};

float button_width(Ui& ui, const Text& words, const ButtonStyle& style = {});
float button_height(Ui& ui, const ButtonStyle& style = {});

// At that place, as wide as its words need.
bool button(Ui& ui, std::string_view id, ImVec2 at, const Text& words, const ButtonStyle& style = {});
// In that room, the words in its middle.
bool button_in(Ui& ui, std::string_view id, const Rect& room, const Text& words, const ButtonStyle& style = {});
// A picture alone; the words are read out to tests and stand beside the mouse.
// `takes_focus` is false where the keyboard has another way to the same.
bool icon_button(Ui& ui, std::string_view id, const Rect& room, Icon icon, const Text& words, bool enabled = true, bool takes_focus = true);

// The ring around what has the focus.
void focus_ring(Ui& ui, const Rect& rect, float radius);

// Buttons beside one another from the left, on a further line where there is no room.
class ButtonRow {
public:
  ButtonRow(Ui& ui, float x, float y, float width) : ui_(ui), left_(x), x_(x), y_(y), width_(width) {}
  bool add(std::string_view id, const Text& words, const ButtonStyle& style = {});
  float bottom() const { return bottom_; }

private:
  Ui& ui_;
  float left_, x_, y_, width_;
  float bottom_ = 0;
};

} // namespace pilotage::ui
