#include "client/session/step_history.h"

#include <doctest/doctest.h>

#include <string>

using namespace pilotage;
using session::StepHistory;
using store::StepKind;

namespace {

// "ab<l" : answers a and b, undo, language … as the letters of a journal.
StepHistory history(std::string_view journal) {
  StepHistory made;
  for (const char letter : journal) {
    store::JournalRow row{.ref = std::string(1, letter), .value = "x"};
    if (letter == '<') row.kind = StepKind::undo;
    if (letter == '>') row.kind = StepKind::redo;
    if (letter == 'L') row.kind = StepKind::set_language;
    made.add(row);
  }
  return made;
}

std::string steps(const StepHistory& made) {
  std::string letters;
  for (const auto& step : made.steps()) letters += step.ref;
  return letters;
}

} // namespace

TEST_CASE("which steps of a journal count") {
  CHECK(steps(history("abc")) == "abc");
  CHECK(steps(history("abc<")) == "ab");
  CHECK(steps(history("abc<<>")) == "ab");
  CHECK(steps(history("abc<d>")) == "abd");
  CHECK(steps(history("<>a<<")) == "");
  CHECK(steps(history("aLb<<")) == "L");
  CHECK(steps(history("aL<L")) == "LL");
  CHECK(steps(history("aL<L>")) == "aLL"); // done again where it was
  CHECK(steps(history("ab<<c>>")) == "c");
}

TEST_CASE("what can be taken back and done again") {
  CHECK_FALSE(history("").can_undo());
  CHECK_FALSE(history("L").can_undo());
  CHECK(history("aL").can_undo());
  CHECK(history("a<").can_redo());
  CHECK_FALSE(history("a<b").can_redo());
  CHECK(history("abca").answered() == 3);
}
