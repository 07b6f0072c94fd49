// One frame of the screen while it is drawn: theme, phrases, fonts, input, focus, and the map of what shows. Widgets are functions on
// a Ui; they draw, note themselves in the map, and say what the person did.
//
// Focus. Tab and Shift+Tab go through what takes focus, in the order of drawing. Layers: what a dialog covers neither acts nor takes
// focus; focus returns where it was when the dialog closes. One thread.
#pragma once

#include <any>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "client/ui/locale.h"
#include "client/ui/widgets/input_queue.h"
#include "client/ui/widgets/keys.h"
#include "client/ui/widgets/screen_map.h"
#include "client/ui/widgets/theme.h"
#include "client/ui/widgets/typesetter.h"

namespace pilotage::ui {

// What the person does with a widget in this frame.
struct Touch {
  bool hovered = false;
  bool held = false;
  bool pressed = false; // the mouse went down on it in this frame
  bool clicked = false; // by mouse, or by Enter or Space
  bool focused = false;
  bool ring = false; // focus came by the keyboard: show the ring
};

struct TouchOptions {
  bool enabled = true;
  bool takes_focus = true;
  bool enter_clicks = true;
  bool space_clicks = true;
  bool takes_mouse = true; // false: what lies inside takes the mouse itself
};

class Ui {
public:
  Ui(Fonts& fonts, InputQueue& input) : input_(input), typesetter_(fonts) {}

  // Around one frame; between ImGui::NewFrame and ImGui::Render.
  void begin(const Locale& locale, const Theme& theme, Rect window);
  void end();

  const Locale& tr() const { return *locale_; }
  const Theme& theme() const { return theme_; }
  float px(float at_100_percent) const { return theme_.px(at_100_percent); }
  const Rect& window() const { return window_; }
  // The part of the window that a screen may use.
  void set_window(const Rect& room) { window_ = room; }
  ImDrawList& canvas() const { return *canvas_; }
  Typesetter& typesetter() { return typesetter_; }
  const ScreenMap& map() const { return map_; }

  // --- Input of this frame ---
  Touch touch(std::string_view id, const Rect& rect, const TouchOptions& options = {});
  // True once, and the key is used up; only on the layer that has the input.
  bool take_key(Key key, Modifiers with = {});
  Modifiers modifiers() const { return input_.modifiers(); }
  std::string take_typed();
  float take_wheel();
  ImVec2 mouse() const;
  bool mouse_down() const;
  int clicks() const; // of the press in this frame: 2 is a double click

  // --- Focus ---
  bool has_focus(std::string_view id) const { return focus_ == id; }
  void focus(std::string_view id, bool ring = true);
  // The first that takes focus and whose id begins with this, once it is drawn.
  void focus_first(std::string_view prefix);
  const std::string& focused() const { return focus_; }
  // Scrolls that widget into view when it is drawn next.
  void reveal(std::string_view id) { reveal_id_ = id; }
  std::optional<Rect> take_reveal(const Rect& content);

  // --- Layers and clipping ---
  void push_clip(const Rect& rect);
  void pop_clip();
  const Rect& clip() const { return clips_.back(); }
  void push_layer();
  void pop_layer();
  bool active() const { return layer_ >= top_layer_; }
  // Drawn after everything else of the frame, one layer up.
  void later(std::function<void()> draw) { later_.push_back(std::move(draw)); }

  // --- Notes for the map ---
  void note(Seen seen);
  // Another frame is needed though nothing comes in: a layout settled, an animation goes on.
  void redraw() { redraw_ = true; }
  bool wants_redraw() const { return redraw_; }

  // State of a widget from frame to frame, by its id; gone when it was not drawn in a frame.
  template <typename T>
  T& keep(std::string_view id) {
    std::any& kept = kept_[std::string(id)];
    if (!kept.has_value()) kept = T{};
    used_.insert(std::string(id));
    return *std::any_cast<T>(&kept);
  }

private:
  void move_focus();
  void settle_layers();

  InputQueue& input_;
  Typesetter typesetter_;
  const Locale* locale_ = nullptr;
  Theme theme_;
  Rect window_;
  ImDrawList* canvas_ = nullptr;
  ScreenMap map_;

  std::optional<Key> key_;
  std::string typed_;
  float wheel_ = 0;
  std::string held_;

  std::string focus_;
  bool ring_ = false;
  std::string focus_prefix_;
  std::string reveal_id_;
  std::optional<Rect> reveal_;
  std::vector<std::string> order_; // of the top layer, in this frame
  std::vector<std::string> focus_below_;

  std::vector<Rect> clips_;
  int layer_ = 0, top_layer_ = 0, top_seen_ = 0;
  std::vector<std::function<void()>> later_;
  bool redraw_ = false;

  std::map<std::string, std::any, std::less<>> kept_;
  std::set<std::string, std::less<>> used_;
};

} // namespace pilotage::ui
