// booklet-objectives: one page for each objective that was picked.
#include <doctest/doctest.h>

#include <string>

#include "forms/questionnaires/filling.h"

using namespace pilotage::forms::questionnaires;

namespace {

std::string objective(int number) { return (number < 10 ? "objective_0" : "objective_") + std::to_string(number); }

void answer_objective(Filling& filling, int number) {
  const std::string path = objective(number) + "/" + objective(number);
  filling.answer(path + "_relevance", "5");
  filling.answer(path + "_clarity", "2");
  filling.answer(path + "_examples", "no_examples");
  filling.answer(path + "_missing", "L’État civil");
}

} // namespace

TEST_CASE("booklet-objectives is answered fully in each language") {
  for (const auto& language : kLanguages) {
    CAPTURE(language);
    Filling filling("booklet-objectives", language);
    filling.answer("before_you_start/consent", "yes");
    filling.answer("your_session/country", "HND");
    filling.answer("your_session/session_code", "HND-1");
    filling.answer("your_session/participant_code", "P1");
    filling.answer("your_session/booklet_language", "es");
    filling.answer("choice/objectives", "objective_04 objective_08 objective_23");
    for (const int number : {4, 8, 23}) answer_objective(filling, number);
    filling.answer("overall/find_objective", "4");
    CHECK_EQ(filling.choices("overall/objective_to_improve").size(), 3);
    filling.answer("overall/objective_to_improve", "objective_08");
    filling.answer("overall/example_offered", "…");
    filling.answer("overall/comment_other", "…");
    filling.expect_texts();
    filling.expect_all_answered();
    filling.finalize();
  }
}

TEST_CASE("each of the 23 objectives has its page, and only the picked ones are asked") {
  Filling filling("booklet-objectives", "Français (fr)");
  filling.answer("before_you_start/consent", "yes");
  CHECK_EQ(filling.choices("choice/objectives").size(), 23);
  for (int picked = 1; picked <= 23; ++picked) {
    CAPTURE(picked);
    filling.answer("choice/objectives", objective(picked));
    for (int number = 1; number <= 23; ++number) CHECK_EQ(filling.relevant(objective(number)), number == picked);
    CHECK(filling.label(objective(picked)).starts_with(std::to_string(picked) + ". "));
    CHECK_FALSE(filling.relevant("overall/objective_to_improve"));
  }
}

TEST_CASE("picking another objective leaves the answers where they were") {
  Filling filling("booklet-objectives", "English (en)");
  filling.answer("before_you_start/consent", "yes");
  filling.answer("choice/objectives", "objective_10");
  answer_objective(filling, 10);
  filling.answer("choice/objectives", "objective_02 objective_10");
  CHECK_EQ(filling.value("objective_10/objective_10_clarity"), "2");
  CHECK_EQ(filling.value("objective_02/objective_02_clarity"), "");
  CHECK_EQ(filling.stops_at(), "your_session/country");
}

TEST_CASE("what booklet-objectives needs") {
  Filling filling("booklet-objectives", "Español (es)");
  CHECK_EQ(filling.stops_at(), "before_you_start/consent");
  filling.answer("before_you_start/consent", "yes");
  CHECK_EQ(filling.stops_at(), "your_session/country");
  filling.answer("your_session/country", "ECU");
  filling.refused("your_session/session_code", "sesión 1");
  CHECK_EQ(filling.stops_at(), "choice/objectives");
  filling.answer("before_you_start/consent", "no");
  CHECK_FALSE(filling.relevant("overall"));
  filling.finalize();
}
