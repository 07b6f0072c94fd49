#include "client/ui/widgets/text_layout.h"

#include <doctest/doctest.h>

#include <string>

#include "client/ui/widgets/editor_lines.h"

using namespace pilotage::ui;

namespace {

// Every character is 10 wide; combining marks are 0.
std::vector<float> ten_each(std::string_view text) {
  std::vector<float> widths(text.size(), 0.0F);
  for (int i = 0; i < static_cast<int>(text.size());) {
    const Decoded c = decode(text, i);
    widths[static_cast<std::size_t>(i)] = c.character >= 0x300 && c.character < 0x370 ? 0.0F : 10.0F;
    i += c.bytes;
  }
  return widths;
}

std::vector<std::string> lines_of(std::string_view text, float width) {
  std::vector<std::string> lines;
  for (const Line& line : wrap(text, ten_each(text), width))
    lines.emplace_back(text.substr(static_cast<std::size_t>(line.begin), static_cast<std::size_t>(line.end - line.begin)));
  return lines;
}

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("words go to the next line whole, and spaces hang") {
  CHECK(lines_of("one two three", 80) == Lines{"one two", "three"});
  CHECK(lines_of("one two three", 70) == Lines{"one two", "three"});
  CHECK(lines_of("one two three", 69) == Lines{"one", "two", "three"});
  CHECK(lines_of("one   two", 30) == Lines{"one", "two"});
}

TEST_CASE("newlines end lines, an empty text has one line, a last newline begins another") {
  CHECK(lines_of("", 100) == Lines{""});
  CHECK(lines_of("a\nb", 100) == Lines{"a", "b"});
  CHECK(lines_of("a\n", 100) == Lines{"a", ""});
  CHECK(lines_of("\n\n", 100) == Lines{"", "", ""});
}

TEST_CASE("a word wider than the line breaks between characters, never inside one") {
  CHECK(lines_of("abcdefgh", 30) == Lines{"abc", "def", "gh"});
  CHECK(lines_of("xy abcdefgh", 30) == Lines{"xy", "abc", "def", "gh"});
  CHECK(lines_of("éèàçù", 20) == Lines{"éè", "àç", "ù"});
  // e and a combining accent are one character to people.
  const std::string accents = "e\u0301e\u0301e\u0301";
  CHECK(lines_of(accents, 20) == Lines{"e\u0301e\u0301", "e\u0301"});
  CHECK(lines_of("ab", 5) == Lines{"a", "b"});
}

TEST_CASE("a no-break space holds its words together") {
  CHECK(lines_of("dire «\u00A0oui\u00A0» ici", 115) == Lines{"dire", "«\u00A0oui\u00A0» ici"});
  CHECK(lines_of("3.5 et 4.5", 60) == Lines{"3.5 et", "4.5"});
}

TEST_CASE("lines cover the text without gaps at every width") {
  const std::string text =
      "Que manque-t-il à cette étape,\nou que faudrait-il y changer ? Anticonstitutionnellement… «\u00A0e\u0301te\u0301\u00A0»\n";
  for (float width = 1; width < 700; width += 7) {
    const auto lines = wrap(text, ten_each(text), width);
    int at = 0;
    for (const Line& line : lines) {
      CHECK(line.begin == at);
      CHECK(line.end <= line.next);
      CHECK(line.end >= line.begin);
      at = line.next;
    }
    CHECK(at == static_cast<int>(text.size()));
  }
}

TEST_CASE("clusters and words") {
  const std::string text = "e\u0301x";
  CHECK(next_cluster(text, 0) == 3);
  CHECK(previous_cluster(text, 3) == 0);
  CHECK(next_cluster(text, 4) == 4);
  const std::string words = "uno, dos tres";
  CHECK(next_word(words, 0) == 5);
  CHECK(previous_word(words, 9) == 5);
  CHECK(previous_word(words, 7) == 5);
  CHECK(next_word(words, 9) == static_cast<int>(words.size()));
  const Span word = word_at(words, 6);
  CHECK(word.begin == 5);
  CHECK(word.end == 8);
}

TEST_CASE("places in lines and back") {
  const std::string text = "one two abcdefgh\nz";
  const auto widths = ten_each(text);
  const EditorLines lines(text, widths, 70); // "one two", "abcdefg", "h", "z"
  REQUIRE(lines.lines().size() == 4);
  CHECK(lines.line_of({0, false}) == 0);
  CHECK(lines.line_of({8, false}) == 1);
  CHECK(lines.x_of({10, false}) == 20);
  // The end of "abcdefg" and the beginning of "h" are one offset and two places.
  CHECK(lines.line_of({15, true}) == 1);
  CHECK(lines.line_of({15, false}) == 2);
  CHECK(lines.line_end({9, false}).offset == 15);
  CHECK(lines.line_end({9, false}).at_end);
  CHECK(lines.line_begin({9, false}).offset == 8);
  CHECK(lines.line_end({2, false}).offset == 7);
  CHECK(lines.place_at(1, 24).offset == 10);
  CHECK(lines.place_at(1, 26).offset == 11);
  CHECK(lines.place_at(9, 500).offset == static_cast<int>(text.size()));
  CHECK(lines.place_at(-4, -9).offset == 0);
  CHECK(lines.line_end({15, false}).offset == 16);
}
