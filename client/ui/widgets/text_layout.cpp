#include "client/ui/widgets/text_layout.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <array>

#include "client/ui/widgets/text_breaks.h"

namespace pilotage::ui {

namespace {

bool hangs(char c) { return c == ' ' || c == '\t'; }

float width_of(std::span<const float> advances, int begin, int end) {
  float sum = 0;
  for (int i = begin; i < end; ++i) sum += advances[static_cast<std::size_t>(i)];
  return sum;
}

// Lines of one paragraph, text[begin, end), which holds no newline.
class Paragraph {
public:
  Paragraph(std::string_view text, std::span<const float> advances, float width) : text_(text), advances_(advances), width_(width) {}

  void wrap(int begin, int end, std::vector<Line>& lines) {
    const std::string_view paragraph = text_.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    Breaks breaks(UBRK_LINE, paragraph);
    int line = begin;
    while (line < end && width_ > 0) {
      const int over = first_over(line, end);
      if (over >= end) break;
      const int stop = break_before(breaks, begin, line, over);
      lines.push_back(line_of(line, stop));
      line = stop;
    }
    // A last word that was broken to its end leaves nothing for a further line.
    if (line < end || line == begin) lines.push_back(line_of(line, end));
  }

private:
  // The first character whose right edge is beyond the width; spaces never are, they hang.
  int first_over(int line, int end) const {
    float x = 0;
    for (int i = line; i < end; ++i) {
      x += advances_[static_cast<std::size_t>(i)];
      if (x > width_ + 0.01F && !hangs(text_[static_cast<std::size_t>(i)]) && advances_[static_cast<std::size_t>(i)] > 0) return i;
    }
    return end;
  }

  int break_before(Breaks& breaks, int paragraph, int line, int over) const {
    const int place = over - paragraph;
    const int allowed = paragraph + (breaks.at_break(place) ? place : breaks.before(place));
    if (allowed > line) return allowed;
    // One word wider than the line: as many whole clusters as fit, at least one.
    Breaks clusters(UBRK_CHARACTER, text_);
    int stop = clusters.at_break(over) ? over : clusters.before(over);
    if (stop <= line) stop = clusters.after(line);
    return stop;
  }

  Line line_of(int begin, int next) const {
    int end = next;
    while (end > begin && hangs(text_[static_cast<std::size_t>(end - 1)])) --end;
    return {begin, end, next, width_of(advances_, begin, end)};
  }

  std::string_view text_;
  std::span<const float> advances_;
  float width_;
};

} // namespace

std::vector<Line> wrap(std::string_view text, std::span<const float> advances, float width) {
  std::vector<Line> lines;
  Paragraph paragraph(text, advances, width);
  std::size_t begin = 0;
  while (true) {
    const std::size_t newline = text.find('\n', begin);
    const std::size_t end = newline == std::string_view::npos ? text.size() : newline;
    paragraph.wrap(static_cast<int>(begin), static_cast<int>(end), lines);
    if (newline == std::string_view::npos) return lines;
    lines.back().next = static_cast<int>(newline) + 1;
    begin = newline + 1;
  }
}

int next_cluster(std::string_view text, int at) {
  if (at >= static_cast<int>(text.size())) return static_cast<int>(text.size());
  return Breaks(UBRK_CHARACTER, text).after(at);
}

int previous_cluster(std::string_view text, int at) { return at <= 0 ? 0 : Breaks(UBRK_CHARACTER, text).before(at); }

int next_word(std::string_view text, int at) {
  Breaks breaks(UBRK_WORD, text);
  const int length = static_cast<int>(text.size());
  int place = at;
  while (place < length) {
    place = breaks.after(place);
    if (place < length && breaks.ends_word(breaks.after(place))) return place;
  }
  return length;
}

int previous_word(std::string_view text, int at) {
  Breaks breaks(UBRK_WORD, text);
  int place = at;
  while (place > 0) {
    const int end = place;
    place = breaks.before(place);
    const int word_end = breaks.at_break(end) ? end : breaks.after(end);
    if (breaks.ends_word(word_end)) return place;
  }
  return 0;
}

Span word_at(std::string_view text, int at) {
  if (text.empty()) return {};
  Breaks breaks(UBRK_WORD, text);
  const int place = std::min(at, static_cast<int>(text.size()) - 1);
  const int begin = breaks.at_break(place) ? place : breaks.before(place);
  return {begin, breaks.after(begin)};
}

Decoded decode(std::string_view text, int at) {
  int32_t i = at;
  UChar32 c = 0;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  U8_NEXT(bytes, i, static_cast<int32_t>(text.size()), c);
  if (c < 0) return {0xFFFD, 1};
  return {static_cast<char32_t>(c), i - at};
}

void append_utf8(std::string& text, char32_t character) {
  std::array<uint8_t, 4> bytes{};
  int32_t length = 0;
  UBool bad = 0;
  U8_APPEND(bytes.data(), length, 4, static_cast<UChar32>(character), bad);
  if (bad == 0) text.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length));
}

} // namespace pilotage::ui
