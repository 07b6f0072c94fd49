// A person in front of the screen, for tests: finds widgets by their words, clicks, types, presses keys. Real Dear ImGui input, no window.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "client/ui/stage.h"

namespace pilotage::tests {

class Screen {
public:
  explicit Screen(ui::Snapshot snapshot = {}, ImVec2 size = {1280, 800});

  ui::Snapshot snapshot; // change it, then settle()
  ui::Commands commands; // all that were given so far

  void click(std::string_view words);
  void type(std::string_view text);
  void key(std::string_view chord);
  void wheel(float lines);
  void drag(ImVec2 from, ImVec2 to);
  void pass(double seconds); // time goes by without input
  void settle();             // draws until nothing moves any more

  void expect_text(std::string_view words);
  void expect_no_text(std::string_view words);
  const ui::Seen& seen(std::string_view words);
  std::string value(std::string_view words) { return seen(words).value; }
  std::string focused() const;
  std::vector<std::string> faults() const;
  const ui::ScreenMap& map() const { return stage_->map(); }
  ui::Stage& stage() { return *stage_; }

  template <typename T>
  std::vector<T> all() const {
    std::vector<T> found;
    for (const ui::Command& command : commands)
      if (const T* one = std::get_if<T>(&command)) found.push_back(*one);
    return found;
  }

private:
  void frame(double seconds);

  std::unique_ptr<ui::Stage> stage_;
  ImVec2 size_;
};

} // namespace pilotage::tests
