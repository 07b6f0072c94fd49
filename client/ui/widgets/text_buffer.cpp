#include "client/ui/widgets/text_buffer.h"

#include <algorithm>

#include "client/ui/widgets/text_layout.h"

namespace pilotage::ui {

std::string clean_text(std::string_view text, bool many_lines) {
  std::string clean;
  clean.reserve(text.size());
  for (int i = 0; i < static_cast<int>(text.size());) {
    const Decoded c = decode(text, i);
    const bool followed_by_newline = i + 1 < static_cast<int>(text.size()) && text[static_cast<std::size_t>(i) + 1] == '\n';
    i += c.bytes;
    if (c.character == '\r') {
      if (!followed_by_newline) clean += many_lines ? '\n' : ' ';
    } else if (c.character == '\n' || c.character == 0x2028 || c.character == 0x2029) {
      clean += many_lines ? '\n' : ' ';
    } else if (c.character == '\t') {
      clean += many_lines ? '\t' : ' ';
    } else if (c.character >= 0x20 && (c.character < 0x7F || c.character > 0x9F) && c.character != 0xFEFF) {
      append_utf8(clean, c.character);
    }
  }
  return clean;
}

std::string_view TextBuffer::selected() const {
  return std::string_view(text_).substr(static_cast<std::size_t>(selection_begin()),
                                        static_cast<std::size_t>(selection_end() - selection_begin()));
}

void TextBuffer::reset(std::string_view text) {
  text_ = clean_text(text, many_lines_);
  caret_ = anchor_ = static_cast<int>(text_.size());
  done_.clear();
  undone_.clear();
  merging_ = false;
}

void TextBuffer::move_to(int position, bool select) {
  int place = std::clamp(position, 0, static_cast<int>(text_.size()));
  // A place inside a cluster belongs to its beginning.
  if (place > 0 && place < static_cast<int>(text_.size())) {
    const int after = next_cluster(text_, previous_cluster(text_, place));
    if (after != place) place = previous_cluster(text_, place);
  }
  caret_ = place;
  if (!select) anchor_ = caret_;
  merging_ = false;
}

void TextBuffer::left(bool select) {
  if (has_selection() && !select) return move_to(selection_begin(), false);
  move_to(previous_cluster(text_, caret_), select);
}

void TextBuffer::right(bool select) {
  if (has_selection() && !select) return move_to(selection_end(), false);
  move_to(next_cluster(text_, caret_), select);
}

void TextBuffer::word_left(bool select) { move_to(previous_word(text_, caret_), select); }
void TextBuffer::word_right(bool select) { move_to(next_word(text_, caret_), select); }

void TextBuffer::select_all() {
  anchor_ = 0;
  caret_ = static_cast<int>(text_.size());
  merging_ = false;
}

void TextBuffer::select_word(int position) {
  const Span word = word_at(text_, std::clamp(position, 0, static_cast<int>(text_.size())));
  anchor_ = word.begin;
  caret_ = word.end;
  merging_ = false;
}

bool TextBuffer::merges(const Edit& edit) const {
  if (!merging_ || done_.empty() || !undone_.empty()) return false;
  const Edit& last = done_.back();
  const bool typing_on = edit.removed.empty() && last.removed.empty() && edit.at == last.at + static_cast<int>(last.inserted.size());
  // A word at a time: what follows a space begins a step of its own.
  const bool same_word = last.inserted.empty() || (last.inserted.back() != ' ' && last.inserted.back() != '\n') || edit.inserted == " ";
  return typing_on && same_word;
}

void TextBuffer::replace(int begin, int end, std::string_view by) {
  if (begin == end && by.empty()) return;
  Edit edit{begin, text_.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)), std::string(by), caret_, anchor_};
  text_.replace(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin), by);
  caret_ = anchor_ = begin + static_cast<int>(by.size());
  if (merges(edit))
    done_.back().inserted += edit.inserted;
  else
    done_.push_back(std::move(edit));
  undone_.clear();
  merging_ = true;
}

void TextBuffer::type(std::string_view text) { replace(selection_begin(), selection_end(), clean_text(text, many_lines_)); }

void TextBuffer::backspace() {
  if (has_selection()) return replace(selection_begin(), selection_end(), {});
  // One character of a cluster at a time would take the accent and leave the letter: the whole cluster goes.
  replace(previous_cluster(text_, caret_), caret_, {});
}

void TextBuffer::erase_forward() {
  if (has_selection()) return replace(selection_begin(), selection_end(), {});
  replace(caret_, next_cluster(text_, caret_), {});
}

void TextBuffer::erase_word_back() {
  if (has_selection()) return replace(selection_begin(), selection_end(), {});
  replace(previous_word(text_, caret_), caret_, {});
}

void TextBuffer::erase_word_forward() {
  if (has_selection()) return replace(selection_begin(), selection_end(), {});
  replace(caret_, next_word(text_, caret_), {});
}

bool TextBuffer::undo() {
  if (done_.empty()) return false;
  Edit edit = std::move(done_.back());
  done_.pop_back();
  text_.replace(static_cast<std::size_t>(edit.at), edit.inserted.size(), edit.removed);
  caret_ = edit.caret_before;
  anchor_ = edit.anchor_before;
  undone_.push_back(std::move(edit));
  merging_ = false;
  return true;
}

bool TextBuffer::redo() {
  if (undone_.empty()) return false;
  Edit edit = std::move(undone_.back());
  undone_.pop_back();
  text_.replace(static_cast<std::size_t>(edit.at), edit.removed.size(), edit.inserted);
  caret_ = anchor_ = edit.at + static_cast<int>(edit.inserted.size());
  done_.push_back(std::move(edit));
  merging_ = false;
  return true;
}

} // namespace pilotage::ui
