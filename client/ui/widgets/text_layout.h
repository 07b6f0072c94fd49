// Breaks text into lines that fit a width, at the places where Unicode allows a break (UAX 14: never inside « mot » with its
// no-break spaces), and inside a word only where a word alone is wider than the line; then between grapheme clusters.
// Pure: it works on advances, not on fonts. Positions are byte offsets in UTF-8.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pilotage::ui {

struct Line {
  int begin = 0;
  int end = 0;  // after the last character that shows; spaces where the line breaks hang beyond it
  int next = 0; // where the next line begins: after those spaces, or after the newline
  float width = 0;
  bool operator==(const Line&) const = default;
};

// `advances` holds the width of each character at its first byte and 0 at the others. There is always at least one line; a text
// that ends in a newline ends in an empty one. A width of 0 or less breaks at newlines only.
std::vector<Line> wrap(std::string_view text, std::span<const float> advances, float width);

// --- Positions that a caret can take ---
int next_cluster(std::string_view text, int at);
int previous_cluster(std::string_view text, int at);
int next_word(std::string_view text, int at);     // the beginning of the next word, or the end
int previous_word(std::string_view text, int at); // the beginning of this word or the one before
struct Span {
  int begin = 0, end = 0;
};
Span word_at(std::string_view text, int at);

// The character at that byte and how many bytes it has; U+FFFD, 1 where the bytes are no UTF-8.
struct Decoded {
  char32_t character;
  int bytes;
};
Decoded decode(std::string_view text, int at);
void append_utf8(std::string& text, char32_t character);

} // namespace pilotage::ui
