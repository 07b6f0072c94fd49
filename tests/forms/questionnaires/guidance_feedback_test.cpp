// guidance-feedback: the three questions of the 2021 round, who answers, and linked translations.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "forms/questionnaires/filling.h"

using namespace pilotage::forms::questionnaires;

namespace {

void begin_feedback(Filling& filling) {
  filling.answer("about_response/country", "MAR");
  filling.answer("about_response/answer_language", "fr");
  filling.answer("about_response/on_behalf", "other");
  filling.answer("about_response/on_behalf_other", "Commission interministérielle");
  filling.answer("translation/is_translation", "yes");
  filling.answer("translation/original_language", "en");
  filling.answer("translation/original_reference", "uuid:3f0c9f50-1111-4222-8333-0123456789ab");
  filling.answer("contributors/contributor_types", "central migrants other");
  filling.answer("contributors/contributor_other", "Médias");
  filling.answer("contributors/contributor_count", "7");
  filling.answer("contributors/consultation", "meeting written");
}

void answer_questions(Filling& filling) {
  filling.answer("question_1/vision_reflected", "4");
  filling.answer("question_1/principles_reflected", "3");
  filling.answer("question_1/principles_to_strengthen", "child_sensitive whole_of_society");
  filling.answer("question_1/principles_how", "…");
  filling.answer("question_1/question_1_comment", "…");
  filling.answer("question_2/process_supports", "partly");
  filling.answer("question_2/process_experience", "Plan national « 2020–2024 »");
  filling.answer("question_2/steps_to_strengthen", "step_2 step_5");
  filling.answer("question_2/steps_how", "…");
  filling.answer("question_2/process_missing", "…");
  filling.answer("question_3/more_useful", "…");
  filling.answer("question_3/adaptations", "shorter other");
  filling.answer("question_3/adaptations_other", "…");
  filling.answer("question_3/living_document", "…");
  filling.answer("question_3/practices_incorporated", "…");
  filling.answer("closing/other_comments", "…");
  filling.answer("closing/sharing", "anonymous");
}

} // namespace

TEST_CASE("guidance-feedback is answered fully in each language") {
  for (const auto& language : kLanguages) {
    CAPTURE(language);
    Filling filling("guidance-feedback", language);
    begin_feedback(filling);
    answer_questions(filling);
    filling.expect_texts();
    filling.expect_all_answered();
    CHECK_EQ(filling.value("meta/instanceName"), "Feedback · MAR · fr");
    CHECK_NE(filling.finalize().find("<steps_to_strengthen>step_2 step_5</steps_to_strengthen>"), std::string::npos);
  }
}

TEST_CASE("it stops only where an answer is needed") {
  for (const auto& language : kLanguages) {
    Filling filling("guidance-feedback", language);
    CHECK_EQ(filling.stops_at(), "about_response/country");
    filling.answer("about_response/country", "COL");
    CHECK_EQ(filling.stops_at(), "about_response/answer_language");
    filling.answer("about_response/answer_language", "es");
    CHECK_EQ(filling.stops_at(), "translation/is_translation");
    filling.answer("translation/is_translation", "yes");
    CHECK_EQ(filling.stops_at(), "translation/original_language");
    filling.answer("translation/is_translation", "no");
    CHECK_EQ(filling.stops_at(), "closing/sharing");
    filling.answer("closing/sharing", "public");
    filling.finalize();
  }
}

TEST_CASE("a translation is linked to its original") {
  Filling filling("guidance-feedback", "English (en)");
  CHECK_FALSE(filling.relevant("translation/original_reference"));
  filling.answer("about_response/answer_language", "es");
  filling.answer("translation/is_translation", "yes");
  CHECK_EQ(filling.choices("translation/original_language"), std::vector<std::string>{"en", "fr", "other"});
  filling.refused("translation/original_reference", "the one of March");
  filling.answer("translation/original_reference", "uuid:0b6c1d3e-aaaa-4bbb-8ccc-ddddeeeeffff");
}

TEST_CASE("follow-up questions and refusals") {
  Filling filling("guidance-feedback", "Français (fr)");
  CHECK_FALSE(filling.relevant("question_1/principles_to_strengthen"));
  filling.answer("question_1/principles_reflected", "5");
  filling.answer("question_1/principles_to_strengthen", "none");
  CHECK_FALSE(filling.relevant("question_1/principles_how"));
  filling.refused("question_1/principles_to_strengthen", "human_rights none");
  filling.answer("question_1/principles_to_strengthen", "human_rights");
  CHECK(filling.relevant("question_1/principles_how"));

  filling.refused("question_2/steps_to_strengthen", "none step_1");
  filling.refused("contributors/contributor_count", "0");
  filling.refused("contributors/contributor_count", "501");
  CHECK_FALSE(filling.relevant("contributors/contributor_other"));
  CHECK_FALSE(filling.relevant("question_3/adaptations_other"));
  CHECK_EQ(filling.choices("question_1/principles_to_strengthen").size(), 11); // ten principles and "none of them"
}
