#include "client/ui/widgets/text_editor.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "client/ui/widgets/button.h"
#include "client/ui/widgets/editor_lines.h"
#include "client/ui/widgets/text_buffer.h"

namespace pilotage::ui {

namespace {

struct Editor {
  std::optional<TextBuffer> buffer;
  std::string adopted; // the value that was taken over last
  bool at_end = false; // see TextPlace
  float goal_x = -1;   // where up and down want to go
  float scroll_x = 0, scroll_y = 0;
  bool was_focused = false;
  bool follow = false; // scroll to the caret
};

// One frame of one editor.
class EditorFrame {
public:
  EditorFrame(Ui& ui, std::string_view id, Editor& state, const EditorOptions& options)
      : ui_(ui), id_(id), state_(state), options_(options), buffer_(*state.buffer) {}

  Edited run(Column& column);

private:
  float padding() const { return ui_.px(12); }
  float line_height() const { return ui_.typesetter().fonts().face(FaceRole::body).line_height; }
  void set_lines(float width);
  TextPlace caret() const { return {buffer_.caret(), state_.at_end}; }
  void go(TextPlace place, bool select);

  void keyboard();
  bool editing_keys(bool control);
  bool moving_keys(bool control, bool select);
  void clipboard_keys();
  void vertical(int lines, bool select);
  void pointer(const Touch& touch);
  TextPlace place_under_mouse() const;
  void scroll_to_caret();
  void draw(const Touch& touch);
  void draw_selection(int line, float y);
  void draw_lines();

  Ui& ui_;
  std::string id_;
  Editor& state_;
  const EditorOptions& options_;
  TextBuffer& buffer_;
  std::vector<float> advances_;
  std::optional<EditorLines> lines_;
  Rect box_, inside_;
};

void EditorFrame::set_lines(float width) {
  advances_ = ui_.typesetter().advances(plain(buffer_.text(), FaceRole::body));
  lines_.emplace(buffer_.text(), advances_, options_.many_lines ? width : 0);
}

void EditorFrame::go(TextPlace place, bool select) {
  buffer_.move_to(place.offset, select);
  state_.at_end = place.at_end;
  state_.follow = true;
}

void EditorFrame::vertical(int lines, bool select) {
  const float x = state_.goal_x >= 0 ? state_.goal_x : lines_->x_of(caret());
  const int target = lines_->line_of(caret()) + lines;
  if (target < 0)
    go({0, false}, select);
  else if (target >= static_cast<int>(lines_->lines().size()))
    go({static_cast<int>(buffer_.text().size()), false}, select);
  else
    go(lines_->place_at(target, x), select);
  state_.goal_x = x;
}

bool EditorFrame::moving_keys(bool control, bool select) {
  const Modifiers with{.control = control, .shift = select};
  auto took = [&](Key key) { return ui_.take_key(key, with); };
  if (options_.many_lines && !control) {
    if (took(Key::up)) return vertical(-1, select), false;
    if (took(Key::down)) return vertical(1, select), false;
  }
  const TextPlace here = caret();
  if (took(Key::left))
    control ? buffer_.word_left(select) : buffer_.left(select);
  else if (took(Key::right))
    control ? buffer_.word_right(select) : buffer_.right(select);
  else if (took(Key::home))
    buffer_.move_to(control ? 0 : lines_->line_begin(here).offset, select);
  else if (took(Key::end)) {
    const TextPlace end = control ? TextPlace{static_cast<int>(buffer_.text().size()), false} : lines_->line_end(here);
    go(end, select);
    return true;
  } else
    return false;
  state_.at_end = false;
  return true;
}

void EditorFrame::clipboard_keys() {
  const Modifiers control{.control = true};
  if (ui_.take_key(Key::a, control)) buffer_.select_all();
  if (ui_.take_key(Key::c, control) && buffer_.has_selection()) ImGui::SetClipboardText(std::string(buffer_.selected()).c_str());
  if (ui_.take_key(Key::x, control) && buffer_.has_selection()) {
    ImGui::SetClipboardText(std::string(buffer_.selected()).c_str());
    buffer_.end_step();
    buffer_.backspace();
  }
  if (ui_.take_key(Key::v, control)) {
    const char* pasted = ImGui::GetClipboardText();
    buffer_.end_step();
    if (pasted != nullptr) buffer_.type(pasted);
    buffer_.end_step();
  }
}

bool EditorFrame::editing_keys(bool control) {
  const std::string before = buffer_.text();
  // Undo of the field itself first; when there is none, the key goes on to the undo of the form.
  if (buffer_.can_undo() && ui_.take_key(Key::z, {.control = true})) buffer_.undo();
  if (buffer_.can_redo() && (ui_.take_key(Key::y, {.control = true}) || ui_.take_key(Key::z, {.control = true, .shift = true})))
    buffer_.redo();
  clipboard_keys();
  const Modifiers with{.control = control};
  if (ui_.take_key(Key::backspace, with)) control ? buffer_.erase_word_back() : buffer_.backspace();
  if (ui_.take_key(Key::erase, with)) control ? buffer_.erase_word_forward() : buffer_.erase_forward();
  if (options_.many_lines && !control && ui_.take_key(Key::enter)) buffer_.type("\n");
  if (!control && options_.many_lines && ui_.take_key(Key::enter, {.shift = true})) buffer_.type("\n");
  return buffer_.text() != before;
}

void EditorFrame::keyboard() {
  const bool control = ui_.modifiers().control;
  const std::string before = buffer_.text();
  const int caret_before = buffer_.caret();
  if (moving_keys(control, ui_.modifiers().shift)) state_.goal_x = -1;
  editing_keys(control);
  std::string typed = ui_.take_typed();
  if (options_.numeric) std::erase_if(typed, [](char c) { return std::string_view("0123456789+-.,").find(c) == std::string_view::npos; });
  if (!typed.empty()) buffer_.type(typed);
  if (buffer_.text() != before) {
    state_.at_end = false;
    state_.goal_x = -1;
    set_lines(inside_.w);
  }
  if (buffer_.text() != before || buffer_.caret() != caret_before) {
    state_.follow = true;
    ui_.redraw();
  }
}

TextPlace EditorFrame::place_under_mouse() const {
  const ImVec2 at{ui_.mouse().x - inside_.x + state_.scroll_x, ui_.mouse().y - inside_.y + state_.scroll_y};
  return lines_->place_at(static_cast<int>(std::floor(at.y / line_height())), at.x);
}

void EditorFrame::pointer(const Touch& touch) {
  if (touch.pressed) {
    const TextPlace place = place_under_mouse();
    state_.goal_x = -1;
    if (ui_.clicks() >= 3) {
      buffer_.move_to(lines_->line_begin(place).offset, false);
      go(lines_->line_end(place), true);
    } else if (ui_.clicks() == 2) {
      buffer_.select_word(place.offset);
    } else {
      go(place, ui_.modifiers().shift);
    }
  } else if (touch.held && ui_.clicks() == 1) {
    const TextPlace place = place_under_mouse();
    if (place.offset != buffer_.caret()) go(place, true);
  }
  if (touch.hovered && options_.many_lines) {
    const float height = line_height() * static_cast<float>(lines_->lines().size());
    if (height > inside_.h + 1) state_.scroll_y -= ui_.take_wheel() * line_height() * 2;
  }
}

void EditorFrame::scroll_to_caret() {
  if (state_.follow) {
    const float y = static_cast<float>(lines_->line_of(caret())) * line_height();
    state_.scroll_y = std::clamp(state_.scroll_y, y + line_height() - inside_.h, y);
    const float x = lines_->x_of(caret());
    if (!options_.many_lines) state_.scroll_x = std::clamp(state_.scroll_x, x - inside_.w + 2, std::max(0.0F, x - 2));
    state_.follow = false;
  }
  const float height = line_height() * static_cast<float>(lines_->lines().size());
  state_.scroll_y = std::clamp(state_.scroll_y, 0.0F, std::max(0.0F, height - inside_.h));
  state_.scroll_x = options_.many_lines ? 0 : std::max(0.0F, state_.scroll_x);
}

void EditorFrame::draw_selection(int line, float y) {
  const Line& l = lines_->lines()[static_cast<std::size_t>(line)];
  const int begin = std::max(l.begin, buffer_.selection_begin());
  const int end = std::min(l.next, buffer_.selection_end());
  if (begin >= end) return;
  float left = inside_.x - state_.scroll_x;
  for (int i = l.begin; i < begin; ++i) left += advances_[static_cast<std::size_t>(i)];
  float right = left;
  for (int i = begin; i < end; ++i) right += advances_[static_cast<std::size_t>(i)];
  if (end == l.next && l.next > l.end) right = std::max(right, left + ui_.px(6)); // the newline shows as taken too
  ui_.canvas().AddRectFilled({left, y}, {std::min(right, inside_.right()), y + line_height()}, palette::kSelection);
}

void EditorFrame::draw_lines() {
  const Face& face = ui_.typesetter().fonts().face(FaceRole::body);
  const std::string& text = buffer_.text();
  ui_.push_clip({inside_.x - 2, inside_.y, inside_.w + 4, inside_.h});
  float y = inside_.y - state_.scroll_y;
  for (int i = 0; i < static_cast<int>(lines_->lines().size()); ++i, y += line_height()) {
    if (y + line_height() < inside_.y || y > inside_.bottom()) continue;
    const Line& line = lines_->lines()[static_cast<std::size_t>(i)];
    if (buffer_.has_selection() && ui_.has_focus(id_)) draw_selection(i, y);
    ui_.canvas().AddText(face.font, face.size, {inside_.x - state_.scroll_x, y + face.baseline_shift},
                         options_.enabled ? palette::kInk : palette::kMuted, text.data() + line.begin, text.data() + line.end);
  }
  if (ui_.has_focus(id_)) {
    const float x = std::min(inside_.x - state_.scroll_x + lines_->x_of(caret()), inside_.right() + 1);
    const float top = inside_.y - state_.scroll_y + static_cast<float>(lines_->line_of(caret())) * line_height();
    ui_.canvas().AddRectFilled({x - ui_.px(1), top + 2}, {x + ui_.px(1), top + line_height() - 2}, palette::kAccent);
  }
  ui_.pop_clip();
}

void EditorFrame::draw(const Touch& touch) {
  using namespace palette;
  ImDrawList& canvas = ui_.canvas();
  const float radius = ui_.theme().radius();
  canvas.AddRectFilled(box_.min(), box_.max(), options_.enabled ? kSurface : kPaper, radius);
  const ImU32 border = options_.invalid ? kDanger : touch.focused ? kAccent : touch.hovered ? kMuted : kBorder;
  const float stroke = touch.focused || options_.invalid ? ui_.px(2) : ui_.theme().stroke();
  canvas.AddRect({box_.x + 0.5F, box_.y + 0.5F}, {box_.right() - 0.5F, box_.bottom() - 0.5F}, border, radius, 0, stroke);
  if (touch.ring) focus_ring(ui_, box_, radius);
  if (buffer_.text().empty() && !options_.example.empty())
    draw_words(ui_, inside_, options_.example, {.color = kMuted, .one_line = !options_.many_lines});
  draw_lines();
  const float height = line_height() * static_cast<float>(lines_->lines().size());
  if (height > inside_.h + 1) {
    const float length = std::max(ui_.px(20), inside_.h * inside_.h / height);
    const float top = inside_.y + (inside_.h - length) * state_.scroll_y / (height - inside_.h);
    canvas.AddRectFilled({box_.right() - ui_.px(8), top}, {box_.right() - ui_.px(4), top + length}, IM_COL32(0xB4, 0xBE, 0xC8, 255),
                         ui_.px(2));
  }
  if (touch.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);
}

Edited EditorFrame::run(Column& column) {
  const float width = column.width() - 2 * padding();
  set_lines(width);
  const float frame = ui_.theme().control_height() - line_height();
  const int count = std::clamp(static_cast<int>(lines_->lines().size()), options_.many_lines ? options_.least_lines : 1,
                               options_.many_lines ? options_.most_lines : 1);
  box_ = column.take(frame + line_height() * static_cast<float>(count));
  inside_ = {box_.x + padding(), box_.y + std::floor(frame / 2), width, line_height() * static_cast<float>(count)};
  const Touch touch = ui_.touch(id_, box_, {.enabled = options_.enabled, .enter_clicks = false, .space_clicks = false});
  Edited edited;
  const std::string before = buffer_.text();
  if (touch.pressed || touch.held || touch.hovered) pointer(touch);
  if (touch.focused) {
    keyboard();
    if (!options_.many_lines && ui_.take_key(Key::enter)) edited.finished = true;
  }
  scroll_to_caret();
  draw(touch);
  edited.changed = buffer_.text() != before;
  if (edited.changed) ui_.redraw();
  if (state_.was_focused && !touch.focused) edited.finished = true;
  if (state_.was_focused && !touch.focused) buffer_.end_step();
  state_.was_focused = touch.focused;
  edited.focused = touch.focused;
  edited.text = buffer_.text();
  ui_.note({.role = Role::field,
            .id = id_,
            .label = options_.words.str(),
            .value = buffer_.text(),
            .rect = box_,
            .enabled = options_.enabled,
            .focused = touch.focused,
            .invalid = options_.invalid});
  return edited;
}

} // namespace

Edited text_editor(Ui& ui, std::string_view id, Column& column, std::string_view value, const EditorOptions& options) {
  Editor& state = ui.keep<Editor>(id);
  if (!state.buffer) {
    state.buffer.emplace(options.many_lines);
    state.buffer->reset(value);
    state.adopted = value;
  }
  if (options.adopt && state.adopted != value) {
    if (state.buffer->text() != value) state.buffer->reset(value);
    state.adopted = value;
  }
  EditorFrame frame(ui, id, state, options);
  return frame.run(column);
}

} // namespace pilotage::ui
