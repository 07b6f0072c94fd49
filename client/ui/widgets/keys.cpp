#include "client/ui/widgets/keys.h"

#include <array>
#include <cctype>
#include <string>
#include <utility>

namespace pilotage::ui {

namespace {

constexpr std::array<std::pair<std::string_view, Key>, 25> kNames = {{
    {"space", Key::space},
    {"a", Key::a},
    {"c", Key::c},
    {"s", Key::s},
    {"v", Key::v},
    {"x", Key::x},
    {"y", Key::y},
    {"z", Key::z},
    {"escape", Key::escape},
    {"enter", Key::enter},
    {"tab", Key::tab},
    {"backspace", Key::backspace},
    {"delete", Key::erase},
    {"right", Key::right},
    {"left", Key::left},
    {"down", Key::down},
    {"up", Key::up},
    {"pageup", Key::page_up},
    {"pagedown", Key::page_down},
    {"home", Key::home},
    {"end", Key::end},
    {"f1", Key::f1},
    {"f2", Key::f2},
    {"esc", Key::escape},
    {"return", Key::enter},
}};

} // namespace

std::optional<Chord> chord_named(std::string_view name) {
  Chord chord;
  std::string lower;
  for (const char c : name) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  std::string_view rest = lower;
  for (std::size_t plus = rest.find('+'); plus != std::string_view::npos; plus = rest.find('+')) {
    const std::string_view modifier = rest.substr(0, plus);
    if (modifier == "ctrl")
      chord.with.control = true;
    else if (modifier == "shift")
      chord.with.shift = true;
    else if (modifier == "alt")
      chord.with.alt = true;
    else
      return std::nullopt;
    rest.remove_prefix(plus + 1);
  }
  for (const auto& [key_name, key] : kNames) {
    if (key_name != rest) continue;
    chord.key = key;
    return chord;
  }
  return std::nullopt;
}

} // namespace pilotage::ui
