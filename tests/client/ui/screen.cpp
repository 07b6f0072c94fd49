#include "client/ui/screen.h"

#include <doctest/doctest.h>

namespace pilotage::tests {

Screen::Screen(ui::Snapshot shown, ImVec2 size) : snapshot(std::move(shown)), size_(size) {
  auto stage = ui::Stage::open();
  REQUIRE(stage.has_value());
  stage_ = std::move(*stage);
  settle();
}

void Screen::frame(double seconds) { REQUIRE(stage_->frame(size_, seconds, snapshot, commands).has_value()); }

void Screen::settle() {
  frame(0.01);
  for (int i = 0; i < 200 && stage_->restless(); ++i) frame(0.01);
  CHECK_FALSE(stage_->restless());
}

const ui::Seen& Screen::seen(std::string_view words) {
  const ui::Seen* found = stage_->map().find(words);
  INFO("looking for: ", std::string(words));
  REQUIRE(found != nullptr);
  return *found;
}

void Screen::click(std::string_view words) {
  stage_->ui().reveal(seen(words).id);
  settle();
  const ui::Rect place = seen(words).visible;
  INFO("clicking: ", std::string(words));
  REQUIRE(place.h > 1);
  stage_->input().click({place.x + place.w / 2, place.y + place.h / 2});
  settle();
}

void Screen::type(std::string_view text) {
  stage_->input().type(text);
  settle();
}

void Screen::key(std::string_view chord) {
  const auto known = ui::chord_named(chord);
  REQUIRE(known.has_value());
  stage_->input().press(*known);
  settle();
}

void Screen::wheel(float lines) {
  stage_->input().wheel(lines);
  settle();
}

void Screen::drag(ImVec2 from, ImVec2 to) {
  stage_->input().mouse_moved(from);
  stage_->input().mouse_button(true);
  settle();
  stage_->input().mouse_moved(to);
  settle();
  stage_->input().mouse_button(false);
  settle();
}

void Screen::pass(double seconds) {
  frame(seconds);
  settle();
}

void Screen::expect_text(std::string_view words) {
  INFO("expected on the screen: ", std::string(words));
  CHECK(stage_->map().shows(words));
}

void Screen::expect_no_text(std::string_view words) {
  INFO("not expected on the screen: ", std::string(words));
  CHECK_FALSE(stage_->map().shows(words));
}

std::string Screen::focused() const {
  for (const ui::Seen& seen : stage_->map().all())
    if (seen.focused && !seen.covered) return seen.id;
  return {};
}

std::vector<std::string> Screen::faults() const { return ui::check_screen(stage_->map(), {0, 0, size_.x, size_.y}); }

} // namespace pilotage::tests
