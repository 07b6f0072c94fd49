// guide-usability: consent, the scores, the branches and what it stops at.
#include <doctest/doctest.h>

#include <array>
#include <string>

#include "forms/questionnaires/filling.h"

using namespace pilotage::forms::questionnaires;

namespace {

using SusAnswers = std::array<const char*, 10>;
constexpr SusAnswers kNeutral = {"3", "3", "3", "3", "3", "3", "3", "3", "3", "3"};
constexpr SusAnswers kBest = {"5", "1", "5", "1", "5", "1", "5", "1", "5", "1"};
constexpr SusAnswers kWorst = {"1", "5", "1", "5", "1", "5", "1", "5", "1", "5"};

Filling consenting(std::string_view language = "English (en)") {
  Filling filling("guide-usability", language);
  filling.answer("before_you_start/consent", "yes");
  return filling;
}

void answer_sus(Filling& filling, const SusAnswers& answers) {
  for (std::size_t i = 0; i < answers.size(); ++i) filling.answer("sus/sus_" + std::to_string(i + 1), answers[i]);
}

void begin_usability(Filling& filling) {
  filling.answer("your_session/country", "KEN");
  filling.answer("your_session/session_code", "KEN-01");
  filling.answer("your_session/participant_code", "P03");
  filling.answer("your_session/guide_language", "fr");
  filling.answer("your_session/read_before", "part");
}

void answer_clarity_and_navigation(Filling& filling) {
  filling.answer("clarity/clarity_purpose", "4");
  filling.answer("clarity/clarity_audience", "5");
  filling.answer("clarity/clarity_language", "2");
  filling.answer("clarity/clarity_terms", "na");
  filling.answer("clarity/clarity_where", "p. 12, « redevabilité »");
  filling.answer("navigation/navigation_structure", "4");
  filling.answer("navigation/navigation_find", "1");
  filling.answer("navigation/navigation_booklet", "3");
  filling.answer("navigation/navigation_length", "right");
  filling.answer("navigation/navigation_where", "Annex, page 3");
}

void answer_step(Filling& filling, const std::string& step) {
  const std::string path = step + "/" + step;
  filling.answer(path + "_clarity", "4");
  filling.answer(path + "_usefulness", "5");
  filling.answer(path + "_feasibility", "2");
  filling.answer(path + "_comment", "Who pays? – «¿Quién paga?»");
}

void answer_comments(Filling& filling) {
  for (const char* comment : {"helpful", "missing", "change", "other"}) filling.answer(std::string("comments/comment_") + comment, "œuvre");
}

} // namespace

TEST_CASE("guide-usability is answered fully in each language") {
  for (const auto& language : kLanguages) {
    CAPTURE(language);
    Filling filling = consenting(language);
    begin_usability(filling);
    answer_sus(filling, {"4", "2", "4", "1", "4", "2", "5", "2", "4", "2"});
    filling.answer("umux_lite/umux_1", "6");
    filling.answer("umux_lite/umux_2", "5");
    filling.answer("recommending/recommend", "9");
    filling.answer("recommending/recommend_reason", "Practical");
    answer_clarity_and_navigation(filling);
    filling.answer("steps/steps_used", "step_1 step_4");
    answer_step(filling, "step_1");
    answer_step(filling, "step_4");
    filling.answer("steps_compared/step_to_improve", "step_4");
    answer_comments(filling);

    filling.expect_texts();
    filling.expect_all_answered();
    CHECK_EQ(filling.value("sus/sus_score"), "80");
    CHECK_EQ(filling.value("umux_lite/umux_lite_score"), "75");
    CHECK_EQ(filling.value("meta/instanceName"), "Guide · KEN · P03");
    CHECK_NE(filling.finalize().find("<sus_score>80</sus_score>"), std::string::npos);
  }
}

TEST_CASE("without consent nothing else is asked and nothing else is sent") {
  for (const auto& language : kLanguages) {
    Filling filling = consenting(language);
    begin_usability(filling);
    filling.answer("before_you_start/consent", "no");
    for (const char* group : {"your_session", "sus", "umux_lite", "recommending", "clarity", "navigation", "steps", "comments", "thanks"}) {
      CHECK_FALSE(filling.relevant(group));
    }
    filling.expect_texts();
    CHECK_EQ(filling.finalize().find("KEN"), std::string::npos);
  }
}

TEST_CASE("the SUS score") {
  Filling filling = consenting();
  CHECK_EQ(filling.value("sus/sus_score"), "");

  SUBCASE("all 3 is 50") {
    answer_sus(filling, kNeutral);
    CHECK_EQ(filling.value("sus/sus_score"), "50");
    CHECK_EQ(filling.value("sus/sus_answered"), "10");
  }
  SUBCASE("best is 100, worst is 0") {
    answer_sus(filling, kBest);
    CHECK_EQ(filling.value("sus/sus_score"), "100");
    answer_sus(filling, kWorst);
    CHECK_EQ(filling.value("sus/sus_score"), "0");
  }
  SUBCASE("a missing answer counts as 3") {
    answer_sus(filling, kBest);
    filling.answer("sus/sus_1", "");
    CHECK_EQ(filling.value("sus/sus_score"), "95");
    filling.answer("sus/sus_2", "");
    CHECK_EQ(filling.value("sus/sus_score"), "90");
    CHECK_EQ(filling.value("sus/sus_answered"), "8");
  }
  SUBCASE("no answer at all gives no score") {
    filling.answer("sus/sus_7", "4");
    CHECK_EQ(filling.value("sus/sus_score"), "52.5");
    filling.answer("sus/sus_7", "");
    CHECK_EQ(filling.value("sus/sus_score"), "");
  }
}

TEST_CASE("the UMUX-Lite score") {
  const auto score = [](const char* first, const char* second) {
    Filling filling = consenting();
    filling.answer("umux_lite/umux_1", first);
    filling.answer("umux_lite/umux_2", second);
    return filling.value("umux_lite/umux_lite_score");
  };
  CHECK_EQ(score("7", "7"), "100");
  CHECK_EQ(score("1", "1"), "0");
  CHECK_EQ(score("4", "4"), "50");
  CHECK_EQ(score("4", "3"), "41.67");
  CHECK_EQ(score("4", ""), "");
}

TEST_CASE("questions follow from answers") {
  Filling filling = consenting();
  CHECK_FALSE(filling.relevant("recommending/recommend_reason"));
  filling.answer("recommending/recommend", "0");
  CHECK(filling.relevant("recommending/recommend_reason"));

  CHECK_FALSE(filling.relevant("clarity/clarity_where"));
  filling.answer("clarity/clarity_terms", "2");
  CHECK(filling.relevant("clarity/clarity_where"));
  filling.answer("clarity/clarity_terms", "3");
  CHECK_FALSE(filling.relevant("clarity/clarity_where"));
  filling.answer("navigation/navigation_find", "1");
  CHECK(filling.relevant("navigation/navigation_where"));

  filling.answer("steps/steps_used", "step_2");
  for (int step = 1; step <= 6; ++step) CHECK_EQ(filling.relevant("step_" + std::to_string(step)), step == 2);
  CHECK_FALSE(filling.relevant("steps_compared"));
  filling.answer("steps/steps_used", "step_2 step_6");
  CHECK_EQ(filling.choices("steps_compared/step_to_improve"), std::vector<std::string>{"step_2", "step_6", "none"});
  filling.refused("steps/steps_used", "step_2 none");
  filling.answer("steps/steps_used", "none");
  CHECK_FALSE(filling.relevant("step_2"));
}

TEST_CASE("it stops only where an answer is needed") {
  for (const auto& language : kLanguages) {
    Filling filling("guide-usability", language);
    CHECK_EQ(filling.stops_at(), "before_you_start/consent");
    filling.answer("before_you_start/consent", "yes");
    CHECK_EQ(filling.stops_at(), "your_session/country");
    filling.answer("your_session/country", "SEN");
    filling.refused("your_session/participant_code", "Jean Dupont");
    CHECK_EQ(filling.stops_at(), "steps/steps_used");
    filling.answer("steps/steps_used", "none");
    CHECK_EQ(filling.stops_at(), "");
  }
}

TEST_CASE("the SUS stands in its validated wording") {
  Filling english = consenting();
  CHECK_EQ(english.label("sus/sus_8"), "I found the system very cumbersome to use.");
  Filling french = consenting("Français (fr)");
  CHECK_EQ(french.label("sus/sus_4"), "J’aurais besoin du soutien d’un technicien pour être capable d’utiliser ce système.");
  Filling spanish = consenting("Español (es)");
  CHECK_EQ(spanish.label("sus/sus_6"), "Considero que la herramienta presenta muchas contradicciones.");
}
