#include "client/ui/widgets/text_buffer.h"

#include <doctest/doctest.h>

#include <random>

#include "client/ui/widgets/text_layout.h"

using pilotage::ui::clean_text;
using pilotage::ui::TextBuffer;

TEST_CASE("typing, moving, erasing") {
  TextBuffer buffer;
  buffer.type("hola");
  buffer.left(false);
  buffer.type("¡");
  CHECK(buffer.text() == "hol¡a");
  buffer.backspace();
  CHECK(buffer.text() == "hola");
  buffer.erase_forward();
  CHECK(buffer.text() == "hol");
  buffer.erase_forward();
  CHECK(buffer.text() == "hol");
}

TEST_CASE("a letter and its combining accent go together") {
  TextBuffer buffer;
  buffer.type("ae\u0301");
  buffer.left(false);
  CHECK(buffer.caret() == 1);
  buffer.right(false);
  buffer.backspace();
  CHECK(buffer.text() == "a");
}

TEST_CASE("a selection is replaced by what is typed") {
  TextBuffer buffer;
  buffer.type("uno dos tres");
  buffer.word_left(true);
  CHECK(buffer.selected() == "tres");
  buffer.type("cuatro");
  CHECK(buffer.text() == "uno dos cuatro");
  buffer.select_all();
  buffer.backspace();
  CHECK(buffer.text().empty());
}

TEST_CASE("words are erased whole") {
  TextBuffer buffer;
  buffer.type("l’étape deux");
  buffer.erase_word_back();
  CHECK(buffer.text() == "l’étape ");
  buffer.move_to(0, false);
  buffer.erase_word_forward();
  CHECK(buffer.text() != "l’étape ");
}

TEST_CASE("undo takes words back one at a time, and redo does them again") {
  TextBuffer buffer;
  for (const char* letter : {"o", "n", "e", " ", "t", "w", "o"}) buffer.type(letter);
  REQUIRE(buffer.undo());
  CHECK(buffer.text() == "one ");
  REQUIRE(buffer.undo());
  CHECK(buffer.text().empty());
  CHECK_FALSE(buffer.undo());
  REQUIRE(buffer.redo());
  REQUIRE(buffer.redo());
  CHECK(buffer.text() == "one two");
  CHECK_FALSE(buffer.redo());
  buffer.undo();
  buffer.type("!");
  CHECK_FALSE(buffer.can_redo());
}

TEST_CASE("what is pasted is cleaned") {
  CHECK(clean_text("a\r\nb\rc", true) == "a\nb\nc");
  CHECK(clean_text("a\nb\tc", false) == "a b c");
  CHECK(clean_text(std::string("a\x01\x7F") + "b\xFF", true) == "ab\uFFFD");
  CHECK(clean_text("\uFEFFœuvre « 100 € »", true) == "œuvre « 100 € »");
  CHECK(clean_text("😀", true) == "😀");
}

TEST_CASE("the caret never stands inside a character, whatever is done") {
  std::mt19937 random(20260312);
  const std::string pieces[] = {"a", "é", "e\u0301", "😀", "\n", " ", "œuvre", "👩‍👩‍👧", "\u0301"};
  for (int round = 0; round < 200; ++round) {
    TextBuffer buffer;
    std::vector<std::string> before;
    for (int step = 0; step < 40; ++step) {
      switch (random() % 10) {
      case 0: buffer.left(random() % 2 == 0); break;
      case 1: buffer.right(random() % 2 == 0); break;
      case 2: buffer.word_left(false); break;
      case 3: buffer.word_right(true); break;
      case 4: buffer.backspace(); break;
      case 5: buffer.erase_forward(); break;
      case 6: buffer.undo(); break;
      case 7: buffer.move_to(static_cast<int>(random() % 60), false); break;
      default: buffer.type(pieces[random() % std::size(pieces)]);
      }
      const std::string& text = buffer.text();
      REQUIRE(buffer.caret() >= 0);
      REQUIRE(buffer.caret() <= static_cast<int>(text.size()));
      REQUIRE((buffer.caret() == static_cast<int>(text.size()) ||
               (static_cast<unsigned char>(text[static_cast<std::size_t>(buffer.caret())]) & 0xC0) != 0x80));
    }
    while (buffer.undo()) {}
    CHECK(buffer.text().empty());
  }
}
