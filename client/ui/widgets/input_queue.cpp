#include "client/ui/widgets/input_queue.h"

#include "client/ui/widgets/text_layout.h"

namespace pilotage::ui {

void InputQueue::mouse_moved(ImVec2 to) {
  if (!events_.empty() && events_.back().kind == Event::Kind::move)
    events_.back().position = to;
  else
    events_.push_back({.kind = Event::Kind::move, .position = to});
}

void InputQueue::mouse_button(bool down) { events_.push_back({.kind = Event::Kind::button, .down = down}); }
void InputQueue::wheel(float lines) { events_.push_back({.kind = Event::Kind::wheel, .lines = lines}); }
void InputQueue::character(char32_t character) { events_.push_back({.kind = Event::Kind::character, .character = character}); }

void InputQueue::key(Key key, bool down, Modifiers with) {
  events_.push_back({.kind = Event::Kind::key, .down = down, .key = key, .with = with});
}

void InputQueue::click(ImVec2 at) {
  mouse_moved(at);
  mouse_button(true);
  mouse_button(false);
}

void InputQueue::press(Chord chord) {
  key(chord.key, true, chord.with);
  key(chord.key, false, {});
}

void InputQueue::type(std::string_view utf8) {
  for (int i = 0; i < static_cast<int>(utf8.size());) {
    const Decoded c = decode(utf8, i);
    i += c.bytes;
    if (c.character == '\n')
      press({.key = Key::enter});
    else
      character(c.character);
  }
}

bool InputQueue::fits(const Event& event) const {
  switch (event.kind) {
  case Event::Kind::key: return !key_used_ && typed_.empty();
  case Event::Kind::character: return !key_used_;
  case Event::Kind::button: return !button_used_ && !moved_; // ImGui must see where the mouse is before it goes down
  case Event::Kind::move: return !button_used_;
  case Event::Kind::wheel: return true;
  }
  return true;
}

void InputQueue::apply_one(const Event& event, ImGuiIO& io) {
  switch (event.kind) {
  case Event::Kind::move:
    moved_ = true;
    io.MousePos = event.position;
    break;
  case Event::Kind::button:
    button_used_ = true;
    io.MouseDown[0] = event.down;
    break;
  case Event::Kind::wheel: io.MouseWheel += event.lines; break;
  case Event::Kind::key:
    key_used_ = true;
    modifiers_ = event.with;
    io.KeysDown[static_cast<int>(event.key)] = event.down;
    break;
  case Event::Kind::character:
    append_utf8(typed_, event.character);
    io.AddInputCharacter(event.character);
    break;
  }
}

void InputQueue::apply(ImGuiIO& io) {
  typed_.clear();
  key_used_ = button_used_ = moved_ = false;
  while (!events_.empty() && fits(events_.front())) {
    apply_one(events_.front(), io);
    events_.pop_front();
  }
  io.KeyCtrl = modifiers_.control;
  io.KeyShift = modifiers_.shift;
  io.KeyAlt = modifiers_.alt;
}

} // namespace pilotage::ui
