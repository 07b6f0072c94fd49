// The text of a field while somebody edits it: UTF-8, a caret and a selection that never stand inside a grapheme cluster, and the
// history for undo. Knows nothing of lines on the screen or of keys.
//
// Pasted text is cleaned: CR LF becomes LF, control characters go, bytes that are no UTF-8 become U+FFFD; a field of one line turns
// newlines into spaces.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pilotage::ui {

class TextBuffer {
public:
  explicit TextBuffer(bool many_lines = true) : many_lines_(many_lines) {}

  const std::string& text() const { return text_; }
  int caret() const { return caret_; }
  int selection_begin() const { return caret_ < anchor_ ? caret_ : anchor_; }
  int selection_end() const { return caret_ < anchor_ ? anchor_ : caret_; }
  bool has_selection() const { return caret_ != anchor_; }
  std::string_view selected() const;

  // Another text altogether: the history is gone, the caret at the end.
  void reset(std::string_view text);

  // --- Moving. `select` leaves the anchor where it is. ---
  void move_to(int position, bool select);
  void left(bool select);
  void right(bool select);
  void word_left(bool select);
  void word_right(bool select);
  void select_all();
  void select_word(int position);

  // --- Editing. Each replaces the selection, or what it names beside the caret. ---
  void type(std::string_view text);
  void backspace();
  void erase_forward();
  void erase_word_back();
  void erase_word_forward();

  bool can_undo() const { return !done_.empty(); }
  bool can_redo() const { return !undone_.empty(); }
  bool undo();
  bool redo();
  // What is typed from now on is a step of its own for undo.
  void end_step() { merging_ = false; }

private:
  struct Edit {
    int at;
    std::string removed, inserted;
    int caret_before, anchor_before;
  };
  void replace(int begin, int end, std::string_view by);
  bool merges(const Edit& edit) const;

  std::string text_;
  int caret_ = 0;
  int anchor_ = 0;
  bool many_lines_;
  bool merging_ = false;
  std::vector<Edit> done_, undone_;
};

// What may stand in a field, of what came from a clipboard or a keyboard.
std::string clean_text(std::string_view text, bool many_lines);

} // namespace pilotage::ui
