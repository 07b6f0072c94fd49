// The keys that the program knows. The numbers are GLFW's, so that they can index ImGuiIO::KeysDown in a window and without one.
#pragma once

#include <optional>
#include <string_view>

namespace pilotage::ui {

enum class Key {
  space = 32,
  a = 65,
  c = 67,
  s = 83,
  v = 86,
  x = 88,
  y = 89,
  z = 90,
  escape = 256,
  enter = 257,
  tab = 258,
  backspace = 259,
  erase = 261,
  right = 262,
  left = 263,
  down = 264,
  up = 265,
  page_up = 266,
  page_down = 267,
  home = 268,
  end = 269,
  f1 = 290,
  f2 = 291,
  keypad_enter = 335
};

struct Modifiers {
  bool control = false;
  bool shift = false;
  bool alt = false;
  bool operator==(const Modifiers&) const = default;
};

struct Chord {
  Key key = Key::space;
  Modifiers with = {};
};

// "Tab", "Shift+Tab", "Ctrl+Enter", "PageDown", "F1", "Ctrl+Z".
std::optional<Chord> chord_named(std::string_view name);

} // namespace pilotage::ui
