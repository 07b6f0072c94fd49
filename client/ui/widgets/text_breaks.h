// ICU's break iterators over UTF-8 text, opened once per thread.
#pragma once

#include <unicode/ubrk.h>

#include <string_view>

namespace pilotage::ui {

class Breaks {
public:
  Breaks(UBreakIteratorType type, std::string_view text);
  ~Breaks();
  Breaks(const Breaks&) = delete;
  Breaks& operator=(const Breaks&) = delete;

  int after(int at);  // the first break after it, or the text's length
  int before(int at); // the last break before it, or 0
  bool at_break(int at);
  bool ends_word(int at); // whether what ends at the break `at` is a word, not a space or a sign

private:
  UBreakIterator* iterator_;
  UText* text_;
  int length_;
};

} // namespace pilotage::ui
