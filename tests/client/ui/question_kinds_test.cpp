// Questions beyond text and choices: times, places, an order, files.
#include <doctest/doctest.h>

#include "client/ui/screen.h"

using namespace pilotage;
using namespace pilotage::tests;

namespace {

Screen asking(ui::QuestionKind kind, std::vector<ui::ChoiceShown> choices = {}, std::string value = "") {
  ui::QuestionShown question;
  question.ref = "/data/q";
  question.label = "Question";
  question.kind = kind;
  question.choices = std::move(choices);
  question.value = std::move(value);
  ui::FillingShown shown;
  shown.response = 1;
  shown.title = "Form";
  shown.outline = {{"First"}, {"Second"}};
  shown.blocks.push_back({.question = std::move(question)});
  ui::Snapshot snapshot;
  snapshot.serial = 1;
  snapshot.today = "2026-03-12";
  snapshot.screen = std::move(shown);
  return Screen(std::move(snapshot));
}

std::string last_answer(const Screen& screen) {
  const auto given = screen.all<ui::GiveAnswer>();
  REQUIRE(!given.empty());
  return given.back().value;
}

void tab_to(Screen& screen, const std::string& id) {
  for (int i = 0; i < 40 && screen.focused() != id; ++i) screen.key("Tab");
  REQUIRE(screen.focused() == id);
}

const std::vector<ui::ChoiceShown> kSteps = {{"a", "Plan"}, {"b", "Consult"}, {"c", "Report"}};

} // namespace

TEST_CASE("a time is typed") {
  Screen screen = asking(ui::QuestionKind::time);
  screen.click("/data/q");
  screen.type("14h05");
  CHECK(last_answer(screen) == "14:05:00");
}

TEST_CASE("what is no time is said once the field is left") {
  Screen screen = asking(ui::QuestionKind::time);
  screen.click("/data/q");
  screen.type("noon");
  screen.expect_no_text("Please type a time such as 14:30.");
  screen.key("Tab");
  screen.expect_text("Please type a time such as 14:30.");
  CHECK(screen.all<ui::GiveAnswer>().empty());
}

TEST_CASE("a date and time is given once both are there") {
  Screen screen = asking(ui::QuestionKind::date_time);
  screen.click("/data/q.day");
  screen.type("31/12/2026");
  CHECK(screen.all<ui::GiveAnswer>().empty());
  screen.click("/data/q.time");
  screen.type("14:30");
  CHECK(last_answer(screen) == "2026-12-31T14:30:00");
}

TEST_CASE("half of a date and time is said") {
  Screen screen = asking(ui::QuestionKind::date_time);
  screen.click("/data/q.day");
  screen.type("31/12/2026");
  for (int i = 0; i < 3; ++i) screen.key("Tab");
  screen.expect_text("Please give both a date and a time");
}

TEST_CASE("a stored date and time is shown in its parts") {
  Screen screen = asking(ui::QuestionKind::date_time, {}, "2026-12-31T14:30:00.000+01:00");
  CHECK(screen.value("/data/q.day") == "31/12/2026");
  CHECK(screen.value("/data/q.time") == "14:30");
  CHECK(screen.all<ui::GiveAnswer>().empty());
}

TEST_CASE("a place is typed, and what is typed is not rewritten under the fingers") {
  Screen screen = asking(ui::QuestionKind::place);
  screen.click("/data/q");
  screen.type("46,2 6,1");
  screen.pass(1.0);
  CHECK(last_answer(screen) == "46.2 6.1 0 0");
  auto& shown = std::get<ui::FillingShown>(screen.snapshot.screen);
  shown.applied = 1;
  shown.blocks[0].question.value = "46.2 6.1 0 0";
  screen.settle();
  screen.type("5");
  screen.pass(1.0);
  CHECK(last_answer(screen) == "46.2 6.15 0 0");
  CHECK(screen.value("/data/q") == "46,2 6,15");
}

TEST_CASE("an order is made by the keyboard alone") {
  Screen screen = asking(ui::QuestionKind::rank, kSteps);
  screen.expect_text("Put the lines into your order");
  tab_to(screen, "/data/q=a");
  screen.key("Down");
  screen.key("Alt+Up");
  CHECK(last_answer(screen) == "b a c");
}

TEST_CASE("an order is made by the mouse, or kept") {
  Screen screen = asking(ui::QuestionKind::rank, kSteps);
  screen.click("/data/q=a.down");
  CHECK(last_answer(screen) == "b a c");
  Screen kept = asking(ui::QuestionKind::rank, kSteps);
  kept.click("Keep this order");
  CHECK(last_answer(kept) == "a b c");
}

TEST_CASE("choices that came later stand at the end of an order, and Delete takes the order back") {
  Screen screen = asking(ui::QuestionKind::rank, kSteps, "c a");
  CHECK(screen.value("/data/q=c") == "1");
  CHECK(screen.value("/data/q=b") == "3");
  screen.expect_no_text("Keep this order");
  tab_to(screen, "/data/q=c");
  screen.key("Delete");
  CHECK(last_answer(screen).empty());
}

TEST_CASE("a file is chosen from a folder") {
  Screen screen = asking(ui::QuestionKind::file);
  screen.click("Choose a file…");
  REQUIRE(screen.all<ui::BrowseFolder>().size() == 1);
  auto& shown = std::get<ui::FillingShown>(screen.snapshot.screen);
  shown.folder =
      ui::FolderShown{.ref = "/data/q",
                      .path = "/home/ana",
                      .parent = "/home",
                      .home = "/home/ana",
                      .entries = {{"reports", "/home/ana/reports", true}, {"photo.jpg", "/home/ana/photo.jpg", false, 1'234'567}}};
  screen.settle();
  screen.expect_text("photo.jpg – 1.2 MB");
  CHECK(screen.faults().empty());
  screen.click("reports (folder)");
  CHECK(screen.all<ui::BrowseFolder>().back().path == "/home/ana/reports");
  screen.click("Folder above");
  CHECK(screen.all<ui::BrowseFolder>().back().path == "/home");
  screen.click("photo.jpg – 1.2 MB");
  REQUIRE(screen.all<ui::AttachFile>().size() == 1);
  CHECK(screen.all<ui::AttachFile>()[0].path == "/home/ana/photo.jpg");
  screen.key("Escape");
  CHECK(screen.all<ui::CloseFolder>().size() == 1);
}

TEST_CASE("a chosen file shows its size and can be removed") {
  Screen screen = asking(ui::QuestionKind::file, {}, "photo.jpg");
  std::get<ui::FillingShown>(screen.snapshot.screen).blocks[0].question.file_bytes = 1'234'567;
  screen.settle();
  screen.expect_text("photo.jpg");
  screen.expect_text("1.2 MB, copied into Pilotage.");
  screen.click("Remove");
  CHECK(last_answer(screen).empty());
}
