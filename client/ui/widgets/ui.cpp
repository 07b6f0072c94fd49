#include "client/ui/widgets/ui.h"

#include <algorithm>
#include <array>

namespace pilotage::ui {

namespace {

constexpr std::array kKeys = {Key::space,     Key::a,     Key::c,      Key::s,     Key::v,   Key::x,
                              Key::y,         Key::z,     Key::escape, Key::enter, Key::tab, Key::backspace,
                              Key::erase,     Key::right, Key::left,   Key::down,  Key::up,  Key::page_up,
                              Key::page_down, Key::home,  Key::end,    Key::f1,    Key::f2,  Key::keypad_enter};

std::optional<Key> key_of_this_frame() {
  for (const Key key : kKeys)
    if (ImGui::IsKeyPressed(static_cast<int>(key), false)) return key == Key::keypad_enter ? Key::enter : key;
  return std::nullopt;
}

} // namespace

void Ui::begin(const Locale& locale, const Theme& theme, Rect window) {
  locale_ = &locale;
  theme_ = theme;
  window_ = window;
  map_.clear();
  order_.clear();
  later_.clear();
  used_.clear();
  redraw_ = false;
  layer_ = 0;
  top_seen_ = 0;
  key_ = key_of_this_frame();
  typed_ = input_.typed();
  wheel_ = ImGui::GetIO().MouseWheel;
  reveal_.reset();

  ImGui::SetNextWindowPos(window.min());
  ImGui::SetNextWindowSize({window.w, window.h});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
  ImGui::Begin("pilotage", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav |
                   ImGuiWindowFlags_NoBackground);
  canvas_ = ImGui::GetWindowDrawList();
  clips_ = {window};
  canvas_->AddRectFilled(window.min(), window.max(), palette::kPaper);
}

void Ui::end() {
  for (std::size_t i = 0; i < later_.size(); ++i) {
    const auto draw = later_[i];
    push_layer();
    draw();
    pop_layer();
  }
  ImGui::End();
  ImGui::PopStyleVar(2);
  settle_layers();
  move_focus();
  for (Seen& seen : map_.all()) seen.covered = seen.layer < top_layer_;
  if (!mouse_down()) held_.clear();
  std::erase_if(kept_, [&](const auto& kept) { return !used_.contains(kept.first); });
}

// A layer that opened takes the focus; when it closes, the focus goes back to where it was.
void Ui::settle_layers() {
  if (top_seen_ == top_layer_) return;
  while (top_layer_ < top_seen_) {
    focus_below_.push_back(focus_);
    ++top_layer_;
    if (focus_prefix_.empty() && std::ranges::find(order_, focus_) == order_.end()) focus_.clear();
  }
  while (top_layer_ > top_seen_) {
    if (!focus_below_.empty()) {
      focus_ = focus_below_.back();
      focus_below_.pop_back();
    }
    --top_layer_;
  }
  redraw();
}

void Ui::move_focus() {
  if (!focus_prefix_.empty()) {
    const auto found = std::ranges::find_if(order_, [&](const std::string& id) { return id.starts_with(focus_prefix_); });
    if (found != order_.end()) {
      focus(*found);
      focus_prefix_.clear();
    }
  }
  const bool back = input_.modifiers().shift;
  if (key_ != Key::tab || order_.empty() || input_.modifiers().control) return;
  const auto here = std::ranges::find(order_, focus_);
  if (here == order_.end()) return focus(back ? order_.back() : order_.front());
  const auto place = static_cast<std::size_t>(here - order_.begin());
  focus(order_[(place + (back ? order_.size() - 1 : 1)) % order_.size()]);
}

void Ui::focus(std::string_view id, bool ring) {
  focus_ = id;
  ring_ = ring;
  reveal_id_ = id;
  redraw();
}

void Ui::focus_first(std::string_view prefix) {
  focus_prefix_ = prefix;
  redraw();
}

Touch Ui::touch(std::string_view id, const Rect& rect, const TouchOptions& options) {
  Touch touch;
  if (reveal_id_ == id) {
    reveal_ = rect;
    reveal_id_.clear();
  }
  if (!options.enabled) return touch;
  if (options.takes_focus && layer_ >= top_seen_) order_.emplace_back(id);
  if (!active()) return touch;
  touch.hovered = options.takes_mouse && rect.common(clip()).contains(mouse()) && (held_.empty() || held_ == id);
  if (touch.hovered && ImGui::IsMouseClicked(0)) {
    touch.pressed = true;
    held_ = id;
    if (options.takes_focus) {
      focus_ = id;
      ring_ = false;
    }
  }
  touch.held = held_ == id && mouse_down();
  touch.clicked = held_ == id && touch.hovered && ImGui::IsMouseReleased(0);
  if (touch.clicked) redraw();
  touch.focused = focus_ == id;
  if (touch.focused && key_) {
    if (options.enter_clicks && take_key(Key::enter)) touch.clicked = true;
    if (options.space_clicks && take_key(Key::space)) {
      typed_.clear();
      touch.clicked = true;
    }
  }
  touch.ring = touch.focused && ring_;
  return touch;
}

bool Ui::take_key(Key key, Modifiers with) {
  if (!active() || key_ != key || input_.modifiers() != with) return false;
  key_.reset();
  redraw();
  return true;
}

std::string Ui::take_typed() {
  if (!active()) return {};
  return std::exchange(typed_, {});
}

float Ui::take_wheel() {
  if (!active()) return 0;
  return std::exchange(wheel_, 0.0F);
}

ImVec2 Ui::mouse() const { return ImGui::GetIO().MousePos; }
bool Ui::mouse_down() const { return ImGui::GetIO().MouseDown[0]; }
int Ui::clicks() const { return static_cast<int>(ImGui::GetIO().MouseClickedLastCount[0]); }

std::optional<Rect> Ui::take_reveal(const Rect& content) {
  if (!reveal_ || !content.contains(*reveal_, 2.0F)) return std::nullopt;
  return std::exchange(reveal_, std::nullopt);
}

void Ui::push_clip(const Rect& rect) {
  clips_.push_back(clips_.back().common(rect));
  canvas_->PushClipRect(clips_.back().min(), clips_.back().max());
}

void Ui::pop_clip() {
  clips_.pop_back();
  canvas_->PopClipRect();
}

void Ui::push_layer() {
  ++layer_;
  if (layer_ > top_seen_) {
    top_seen_ = layer_;
    order_.clear();
  }
  clips_.push_back(window_);
  canvas_->PushClipRect(window_.min(), window_.max());
}

void Ui::pop_layer() {
  --layer_;
  pop_clip();
}

void Ui::note(Seen seen) {
  seen.layer = layer_;
  seen.visible = seen.rect.common(clip());
  map_.add(std::move(seen));
}

} // namespace pilotage::ui
