// Filling a form as a person does: real input on the filling screen, and the commands that come of it.
#include <doctest/doctest.h>

#include "client/ui/sample_screens.h"
#include "client/ui/screen.h"

using namespace pilotage;
using namespace pilotage::tests;

namespace {

ui::Snapshot filling(ui::FillingShown shown) { return {.serial = 1, .today = "2026-03-12", .screen = std::move(shown)}; }

ui::FillingShown one_page(std::vector<ui::QuestionShown> questions) {
  ui::FillingShown shown;
  shown.response = 1;
  shown.title = "Form";
  shown.outline = {{"First"}, {"Second"}};
  shown.page_title = "First";
  for (auto& question : questions) shown.blocks.push_back({.question = std::move(question)});
  return shown;
}

ui::QuestionShown ask(std::string ref, ui::QuestionKind kind) {
  ui::QuestionShown question;
  question.ref = ref;
  question.label = ref.substr(ref.rfind('/') + 1);
  question.kind = kind;
  return question;
}

ui::QuestionShown colors(ui::QuestionKind kind) {
  ui::QuestionShown question = ask("/data/color", kind);
  question.choices = {{"r", "Red"}, {"g", "Green"}, {"b", "Blue"}};
  return question;
}

} // namespace

TEST_CASE("what is typed is sent when the typing pauses, and shown as saved only when the snapshot holds it") {
  Screen screen(filling(one_page({ask("/data/name", ui::QuestionKind::text)})));
  screen.click("/data/name");
  screen.type("Ana");
  CHECK(screen.all<ui::GiveAnswer>().empty());
  screen.expect_text("Saving…");
  CHECK(screen.map().find("saved:/data/name") == nullptr);
  screen.pass(1.0);
  REQUIRE(screen.all<ui::GiveAnswer>().size() == 1);
  const ui::GiveAnswer sent = screen.all<ui::GiveAnswer>()[0];
  CHECK(sent.value == "Ana");
  CHECK(screen.map().find("saved:/data/name") == nullptr);

  auto& shown = std::get<ui::FillingShown>(screen.snapshot.screen);
  shown.applied = sent.serial;
  shown.blocks[0].question.value = "Ana";
  screen.settle();
  screen.expect_text("All answers saved");
  CHECK(screen.value("saved:/data/name") == "Ana");
}

TEST_CASE("what is typed while an older answer comes back stays") {
  Screen screen(filling(one_page({ask("/data/name", ui::QuestionKind::text)})));
  screen.click("/data/name");
  screen.type("An");
  screen.pass(1.0);
  screen.type("a");
  auto& shown = std::get<ui::FillingShown>(screen.snapshot.screen);
  shown.applied = 1;
  shown.blocks[0].question.value = "An";
  screen.settle();
  CHECK(screen.value("/data/name") == "Ana");
  screen.pass(1.0);
  CHECK(screen.all<ui::GiveAnswer>().back().value == "Ana");
}

TEST_CASE("going to the next page sends what was typed first") {
  Screen screen(filling(one_page({ask("/data/name", ui::QuestionKind::text)})));
  screen.click("/data/name");
  screen.type("Ana");
  screen.key("Ctrl+Enter");
  REQUIRE(screen.commands.size() >= 2);
  CHECK(std::holds_alternative<ui::GiveAnswer>(screen.commands[0]));
  CHECK(screen.all<ui::GoToPage>().size() == 1);
}

TEST_CASE("a choice of one by mouse, by keys, and let go") {
  Screen screen(filling(one_page({colors(ui::QuestionKind::select_one)})));
  screen.click("Green");
  CHECK(screen.all<ui::GiveAnswer>().back().value == "g");
  screen.key("Down");
  screen.key("Space");
  CHECK(screen.all<ui::GiveAnswer>().back().value == "b");
  screen.type("1");
  screen.key("Enter");
  CHECK(screen.all<ui::GiveAnswer>().back().value == "r");
  screen.key("Delete");
  CHECK(screen.all<ui::GiveAnswer>().back().value == "");
}

TEST_CASE("choices of many keep the order of the form") {
  Screen screen(filling(one_page({colors(ui::QuestionKind::select_many)})));
  screen.click("Blue");
  screen.click("Red");
  CHECK(screen.all<ui::GiveAnswer>().back().value == "r b");
  screen.click("Blue");
  CHECK(screen.all<ui::GiveAnswer>().back().value == "r");
}

TEST_CASE("numbers take digits only, and the decimal point of the language") {
  auto snapshot = filling(one_page({ask("/data/weight", ui::QuestionKind::decimal)}));
  snapshot.language = ui::Language::french;
  Screen screen(snapshot);
  screen.click("/data/weight");
  screen.type("12x,5");
  CHECK(screen.value("/data/weight") == "12,5");
  screen.pass(1.0);
  CHECK(screen.all<ui::GiveAnswer>().back().value == "12.5");
}

TEST_CASE("a date is typed as the language writes it, or picked") {
  Screen screen(filling(one_page({ask("/data/day", ui::QuestionKind::date)})));
  screen.click("/data/day");
  screen.type("3/4/2026");
  CHECK(screen.all<ui::GiveAnswer>().back().value == "2026-04-03");
  screen.click("Pick from a calendar");
  screen.key("Right");
  screen.key("Enter");
  CHECK(screen.all<ui::GiveAnswer>().back().value == "2026-04-04");
  screen.click("/data/day");
  screen.key("Ctrl+A");
  screen.type("soon");
  screen.key("Tab");
  screen.expect_text("Please type a date such as 31/12/2026.");
}

TEST_CASE("a range of a few steps is a row of cells, a long one a slider for the arrows") {
  ui::QuestionShown few = ask("/data/few", ui::QuestionKind::range);
  few.range_end = 10;
  ui::QuestionShown many = ask("/data/many", ui::QuestionKind::range);
  many.range_end = 100;
  many.range_step = 5;
  Screen screen(filling(one_page({few, many})));
  screen.click("/data/few=7");
  CHECK(screen.all<ui::GiveAnswer>().back().value == "7");
  screen.stage().ui().focus("/data/many");
  screen.key("End");
  screen.key("Left");
  screen.pass(1.0);
  CHECK(screen.all<ui::GiveAnswer>().back().value == "95");
}

TEST_CASE("Tab goes through everything and comes round; nothing needs the mouse") {
  Screen screen(filling(one_page({ask("/data/name", ui::QuestionKind::text), colors(ui::QuestionKind::select_one)})));
  CHECK(screen.focused() == "/data/name");
  screen.key("Tab");
  CHECK(screen.focused().starts_with("/data/color"));
  screen.key("Tab");
  CHECK(screen.focused() == "filling.next");
  screen.key("Enter");
  CHECK(screen.all<ui::GoToPage>().size() == 1);
  screen.key("Shift+Tab");
  CHECK(screen.focused().starts_with("/data/color"));
  for (int i = 0; i < 20 && screen.focused() != "/data/name"; ++i) screen.key("Tab");
  CHECK(screen.focused() == "/data/name");
}

TEST_CASE("an entry with answers is removed only after a question, and Escape says no") {
  ui::FillingShown shown = one_page({});
  shown.blocks = {{.kind = ui::BlockShown::Kind::instance_begin,
                   .title = "Person",
                   .ref = "/data/p[1]",
                   .position = 1,
                   .answered = 2,
                   .removable = true},
                  {.question = ask("/data/p[1]/name", ui::QuestionKind::text)},
                  {.kind = ui::BlockShown::Kind::instance_end}};
  Screen screen(filling(shown));
  screen.click("remove:/data/p[1]");
  CHECK(screen.all<ui::RemoveRepeat>().empty());
  screen.expect_text("It holds 2 answers.");
  screen.key("Escape");
  CHECK(screen.all<ui::RemoveRepeat>().empty());
  screen.click("remove:/data/p[1]");
  screen.click("dialog.yes");
  REQUIRE(screen.all<ui::RemoveRepeat>().size() == 1);
  CHECK(screen.all<ui::RemoveRepeat>()[0].ref == "/data/p[1]");
}

TEST_CASE("what a dialog covers takes no clicks and no keys") {
  ui::HomeShown home;
  home.forms = {{1, "f", "Form", "", {}}};
  home.drafts = {{.id = 4,
                  .form_title = "Form",
                  .name = "",
                  .instance_id = "",
                  .participant = "",
                  .stage = ui::ResponseStage::draft,
                  .changed_at = 0,
                  .problem = {},
                  .problem_detail = ""}};
  ui::Snapshot snapshot;
  snapshot.serial = 1;
  snapshot.screen = home;
  Screen screen(snapshot);
  const ui::Rect start = screen.seen("home.start/f").visible;
  screen.click("home.discard/4");
  CHECK(screen.focused() == "dialog.cancel");
  screen.stage().input().click({start.x + 5, start.y + 5});
  screen.settle();
  CHECK(screen.all<ui::StartForm>().empty());
  for (int i = 0; i < 5; ++i) {
    screen.key("Tab");
    CHECK(screen.focused().starts_with("dialog."));
  }
  screen.click("dialog.yes");
  CHECK(screen.all<ui::DiscardDraft>().size() == 1);
}

TEST_CASE("long lists are narrowed by typing, accents or not") {
  ui::QuestionShown country = ask("/data/country", ui::QuestionKind::select_one);
  for (int i = 0; i < 40; ++i) country.choices.push_back({"c" + std::to_string(i), "Country " + std::to_string(i)});
  country.choices.push_back({"ci", "Côte d’Ivoire"});
  Screen screen(filling(one_page({country})));
  CHECK(screen.map().find("Côte d’Ivoire") == nullptr);
  screen.click("/data/country.filter");
  screen.type("COTE");
  screen.click("Côte d’Ivoire");
  CHECK(screen.all<ui::GiveAnswer>().back().value == "ci");
}
