// Input on its way from the window, a script or a test into Dear ImGui. ImGui 1.86 samples its input once a frame and would lose
// a key that goes down and up between two frames; the queue hands it at most one key, or one move of a button, per frame, so that
// nothing is lost and the order stays.
//
// One thread: the one that draws.
#pragma once

#include <imgui.h>

#include <deque>
#include <string>
#include <string_view>

#include "client/ui/widgets/keys.h"

namespace pilotage::ui {

class InputQueue {
public:
  void mouse_moved(ImVec2 to);
  void mouse_button(bool down);
  void wheel(float lines);
  void key(Key key, bool down, Modifiers with);
  void character(char32_t character);

  // The same as a person does them.
  void click(ImVec2 at);
  void press(Chord chord);
  void type(std::string_view utf8);

  // Before ImGui::NewFrame: moves what fits into this frame to ImGui.
  void apply(ImGuiIO& io);
  // More frames are needed to play what waits.
  bool waiting() const { return !events_.empty(); }
  // What was typed in this frame, whole: ImGui 1.86 keeps only characters below U+10000.
  const std::string& typed() const { return typed_; }
  Modifiers modifiers() const { return modifiers_; }

private:
  struct Event {
    enum class Kind { move, button, wheel, key, character } kind;
    ImVec2 position = {0, 0};
    bool down = false;
    float lines = 0;
    Key key = Key::space;
    Modifiers with = {};
    char32_t character = 0;
  };
  bool fits(const Event& event) const;
  void apply_one(const Event& event, ImGuiIO& io);

  std::deque<Event> events_;
  std::string typed_;
  Modifiers modifiers_;
  bool key_used_ = false, button_used_ = false, moved_ = false;
};

} // namespace pilotage::ui
