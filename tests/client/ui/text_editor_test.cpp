// The comment box: what is seen and done on the screen, through real input.
#include <doctest/doctest.h>

#include "client/ui/screen.h"

using namespace pilotage;
using namespace pilotage::tests;

namespace {

std::string clipboard; // ImGui's clipboard goes through here

ui::Snapshot box(const std::string& value = "") {
  ui::FillingShown shown;
  shown.response = 1;
  shown.outline = {{"Only"}};
  ui::QuestionShown question;
  question.ref = "/data/c";
  question.label = "Comment";
  question.kind = ui::QuestionKind::long_text;
  question.value = value;
  shown.blocks = {{.question = question}};
  return {.serial = 1, .screen = shown};
}

void use_clipboard() {
  clipboard.clear();
  ImGui::GetIO().SetClipboardTextFn = [](void*, const char* text) { clipboard = text; };
  ImGui::GetIO().GetClipboardTextFn = [](void*) -> const char* { return clipboard.c_str(); };
}

const char* kLong = "Il faudrait ajouter un exemple pratique à chaque étape, avec les noms des institutions qui peuvent aider et une "
                    "indication du temps nécessaire. ";

} // namespace

TEST_CASE("a long comment wraps: the box grows with its lines and never widens") {
  Screen screen(box());
  screen.click("/data/c");
  const ui::Rect before = screen.seen("/data/c").rect;
  for (int i = 0; i < 6; ++i) screen.type(kLong);
  const ui::Rect after = screen.seen("/data/c").rect;
  CHECK(after.w == before.w);
  CHECK(after.h > before.h * 1.5F);
  CHECK(after.right() < 1280);
  for (int i = 0; i < 40; ++i) screen.type(kLong);
  CHECK(screen.seen("/data/c").rect.h < 700); // then it scrolls inside
}

TEST_CASE("Enter makes a line, Tab leaves, Up and Down keep their column") {
  Screen screen(box());
  screen.click("/data/c");
  screen.type("alpha");
  screen.key("Enter");
  screen.type("be");
  screen.key("Enter");
  screen.type("gamma");
  CHECK(screen.value("/data/c") == "alpha\nbe\ngamma");
  screen.key("Up");
  screen.key("Up");
  screen.type("!");
  CHECK(screen.value("/data/c") == "alpha!\nbe\ngamma");
  screen.key("Tab");
  CHECK(screen.focused() != "/data/c");
  CHECK(screen.value("/data/c") == "alpha!\nbe\ngamma");
}

TEST_CASE("Home and End go to the ends of the line that is seen, with Ctrl to those of the text") {
  Screen screen(box());
  screen.click("/data/c");
  for (int i = 0; i < 2; ++i) screen.type(kLong);
  const std::string text = screen.value("/data/c");
  screen.key("Ctrl+Home");
  screen.key("End");
  screen.type("#");
  const std::size_t end_of_first = screen.value("/data/c").find('#');
  CHECK(end_of_first > 40);
  CHECK(end_of_first < text.size() - 40);
  screen.key("Home");
  screen.type("@");
  CHECK(screen.value("/data/c").front() == '@');
  screen.key("Ctrl+End");
  screen.type("$");
  CHECK(screen.value("/data/c").back() == '$');
}

TEST_CASE("selection, clipboard, undo and redo") {
  Screen screen(box());
  use_clipboard();
  screen.click("/data/c");
  screen.type("uno dos");
  screen.key("Ctrl+Shift+Left");
  screen.key("Ctrl+X");
  CHECK(clipboard == "dos");
  CHECK(screen.value("/data/c") == "uno ");
  clipboard = "«\u00A0œuvre\u00A0»\r\nsuite";
  screen.key("Ctrl+V");
  CHECK(screen.value("/data/c") == "uno «\u00A0œuvre\u00A0»\nsuite");
  screen.key("Ctrl+Z");
  CHECK(screen.value("/data/c") == "uno ");
  screen.key("Ctrl+Z");
  CHECK(screen.value("/data/c") == "uno dos");
  screen.key("Ctrl+Y");
  screen.key("Ctrl+A");
  screen.key("Ctrl+C");
  CHECK(clipboard == "uno ");
  screen.type("x");
  CHECK(screen.value("/data/c") == "x");
}

TEST_CASE("accents, composed characters and signs beyond 16 bits are whole for the caret") {
  Screen screen(box());
  screen.click("/data/c");
  screen.type("e\u0301😀ñ");
  screen.key("Backspace");
  CHECK(screen.value("/data/c") == "e\u0301😀");
  screen.key("Left");
  screen.key("Backspace");
  CHECK(screen.value("/data/c") == "😀");
  screen.key("Delete");
  CHECK(screen.value("/data/c").empty());
}

TEST_CASE("a word longer than the line is broken, and all of it can be reached") {
  Screen screen(box());
  screen.click("/data/c");
  screen.type(std::string(400, 'w'));
  const float tall = screen.seen("/data/c").rect.h;
  CHECK(tall > 130);
  screen.key("Ctrl+Home");
  for (int i = 0; i < 3; ++i) screen.key("Down");
  screen.type("|");
  const std::size_t at = screen.value("/data/c").find('|');
  CHECK(at > 90);
  CHECK(at < 400);
}

TEST_CASE("the mouse sets the caret, drags a selection, and takes a word with two clicks") {
  Screen screen(box("alpha beta gamma"));
  const ui::Rect place = screen.seen("/data/c").rect;
  const ImVec2 start{place.x + 13, place.y + 20};
  screen.drag(start, {place.right() - 20, place.y + 20});
  screen.type("x");
  CHECK(screen.value("/data/c") == "x");
  screen.key("Ctrl+Z");
  CHECK(screen.value("/data/c") == "alpha beta gamma");
  screen.pass(1.0);
  screen.stage().input().click(start);
  screen.stage().input().click(start);
  screen.settle();
  screen.type("A");
  CHECK(screen.value("/data/c") == "A beta gamma");
}

TEST_CASE("a readonly box takes nothing") {
  ui::Snapshot snapshot = box("fixed");
  std::get<ui::FillingShown>(snapshot.screen).blocks[0].question.readonly = true;
  Screen screen(snapshot);
  screen.stage().ui().focus("/data/c");
  screen.type("x");
  CHECK(screen.value("/data/c") == "fixed");
}
