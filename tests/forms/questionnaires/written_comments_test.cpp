// written-comments: any number of comments on passages.
#include <doctest/doctest.h>

#include <string>

#include "forms/questionnaires/filling.h"

using namespace pilotage::forms::questionnaires;

namespace {

void begin_comments(Filling& filling) {
  filling.answer("about_response/pilot_country", "SEN");
  filling.answer("about_response/answer_language", "fr");
  filling.answer("about_response/commented_language", "fr");
  filling.answer("about_response/commented_version", "2");
}

void answer_comment(Filling& filling, const std::string& comment, const char* kind) {
  filling.answer(comment + "comment_section", "2.1");
  filling.answer(comment + "comment_page", "14");
  filling.answer(comment + "comment_kind", kind);
  filling.answer(comment + "comment_current", "« parties prenantes »");
  filling.answer(comment + "comment_suggested", "« acteurs concernés »");
  filling.answer(comment + "comment_reason", "Usage courant");
  filling.answer(comment + "comment_priority", "medium");
}

} // namespace

TEST_CASE("written-comments is answered fully in each language") {
  for (const auto& language : kLanguages) {
    CAPTURE(language);
    Filling filling("written-comments", language);
    begin_comments(filling);
    filling.have_instances("comment", 2);
    filling.answer("comment[1]/comment_part", "guide_steps");
    filling.answer("comment[1]/comment_step", "step_3");
    answer_comment(filling, "comment[1]/", "translation");
    filling.answer("comment[2]/comment_part", "booklet_objective");
    filling.answer("comment[2]/comment_objective", "objective_21");
    answer_comment(filling, "comment[2]/", "substantive");
    filling.answer("closing/general_comment", "…");
    filling.answer("closing/sharing", "public");
    filling.expect_texts();
    filling.expect_all_answered();
    CHECK_EQ(filling.value("about_response/country"), "SEN");
    CHECK_EQ(filling.value("closing/comment_count"), "2");
    CHECK_EQ(filling.value("meta/instanceName"), "Comments · SEN · 2");
    filling.finalize();
  }
}

TEST_CASE("what a comment needs follows from its kind") {
  Filling filling("written-comments", "Español (es)");
  CHECK_EQ(filling.stops_at(), "about_response/pilot_country");
  begin_comments(filling);
  filling.have_instances("comment", 1);
  CHECK_EQ(filling.stops_at(), "comment[1]/comment_part");
  filling.answer("comment[1]/comment_part", "guide_overview");
  CHECK_EQ(filling.stops_at(), "comment[1]/comment_kind");
  filling.answer("comment[1]/comment_kind", "editorial");
  CHECK_EQ(filling.stops_at(), "comment[1]/comment_suggested");
  filling.answer("comment[1]/comment_kind", "substantive");
  CHECK_EQ(filling.stops_at(), "comment[1]/comment_reason");
  filling.answer("comment[1]/comment_reason", "Falta el nivel local");
  CHECK_EQ(filling.stops_at(), "comment[1]/comment_priority");
  filling.answer("comment[1]/comment_priority", "high");
  CHECK_EQ(filling.stops_at(), "closing/sharing");
}

TEST_CASE("a comment on the whole has no section and no page") {
  Filling filling("written-comments", "English (en)");
  filling.have_instances("comment", 1);
  filling.answer("comment[1]/comment_part", "whole");
  for (const char* question : {"comment_section", "comment_page", "comment_current", "comment_step", "comment_objective"}) {
    CHECK_FALSE(filling.relevant(std::string("comment[1]/") + question));
  }
  filling.answer("comment[1]/comment_part", "guide_other");
  filling.refused("comment[1]/comment_page", "0");
}
