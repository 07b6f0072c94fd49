#include "client/ui/widgets/editor_lines.h"

#include <algorithm>

namespace pilotage::ui {

int EditorLines::line_of(TextPlace place) const {
  const int last = static_cast<int>(lines_.size()) - 1;
  for (int i = 0; i < last; ++i) {
    const Line& line = lines_[static_cast<std::size_t>(i)];
    if (place.offset < line.next || (place.at_end && place.offset == line.next && line.end == line.next)) return i;
  }
  return last;
}

float EditorLines::x_of(TextPlace place) const {
  const Line& line = lines_[static_cast<std::size_t>(line_of(place))];
  float x = 0;
  for (int i = line.begin; i < place.offset; ++i) x += advances_[static_cast<std::size_t>(i)];
  return x;
}

TextPlace EditorLines::end_of(int line) const {
  const Line& l = lines_[static_cast<std::size_t>(line)];
  // On the last line, and before a newline, spaces are text like any other.
  const bool hard = l.next > l.end && text_[static_cast<std::size_t>(l.next - 1)] == '\n';
  if (hard) return {l.next - 1, false};
  if (line + 1 == static_cast<int>(lines_.size())) return {l.next, false};
  return {l.end, l.end == l.next};
}

TextPlace EditorLines::place_at(int line, float x) const {
  const int index = std::clamp(line, 0, static_cast<int>(lines_.size()) - 1);
  const int end = end_of(index).offset;
  int at = lines_[static_cast<std::size_t>(index)].begin;
  float left = 0;
  while (at < end) {
    const int next = std::min(next_cluster(text_, at), end);
    float width = 0;
    for (int i = at; i < next; ++i) width += advances_[static_cast<std::size_t>(i)];
    if (x < left + width / 2) return {at, false};
    left += width;
    at = next;
  }
  return end_of(index);
}

TextPlace EditorLines::line_begin(TextPlace place) const { return {lines_[static_cast<std::size_t>(line_of(place))].begin, false}; }
TextPlace EditorLines::line_end(TextPlace place) const { return end_of(line_of(place)); }

} // namespace pilotage::ui
