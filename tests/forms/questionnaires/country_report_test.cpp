// country-report: consultation, use, roles and support needed.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "forms/questionnaires/filling.h"

using namespace pilotage::forms::questionnaires;

namespace {

void begin_report(Filling& filling) {
  filling.answer("about_response/pilot_country", "GHA");
  filling.answer("about_response/answer_language", "en");
  filling.answer("about_response/is_translation", "no");
}

void answer_consultation(Filling& filling) {
  filling.answer("consultation/consultation_held", "yes");
  filling.answer("consultation/consultation_start", "2024-01-10");
  filling.answer("consultation/consultation_end", "2024-02-20");
  filling.answer("consultation/consultation_methods", "meeting written");
  filling.answer("consultation/consultation_participants", "central migrants");
  filling.answer("consultation/consultation_institutions", "14");
  filling.answer("consultation/consultation_outside_capital", "yes");
  filling.answer("consultation/consultation_findings", "…");
}

void complete_report(Filling& filling) {
  filling.answer("use/steps_used", "step_1 step_2");
  filling.answer("use/national_plan", "drafting");
  filling.answer("use/priority_objectives", "objective_02 objective_19");
  filling.answer("use/use_obstacles", "…");
  filling.answer("roles/roles_taken", "partner tester");
  filling.answer("roles/roles_taken_detail", "…");
  filling.answer("roles/roles_intended", "convenor");
  filling.answer("roles/roles_intended_detail", "…");
  filling.answer("support/support_needed", "training data");
  CHECK_EQ(filling.choices("support/support_first"), std::vector<std::string>{"training", "data"});
  filling.answer("support/support_first", "data");
  filling.answer("support/support_detail", "…");
  filling.answer("support/support_offered", "…");
  filling.answer("closing/next_steps", "…");
  filling.answer("closing/cleared", "yes");
  filling.answer("closing/sharing", "public");
}

} // namespace

TEST_CASE("country-report is answered fully in each language") {
  for (const auto& language : kLanguages) {
    CAPTURE(language);
    Filling filling("country-report", language);
    begin_report(filling);
    answer_consultation(filling);
    complete_report(filling);
    filling.expect_texts();
    filling.expect_all_answered();
    CHECK_EQ(filling.value("meta/instanceName"), "Report · GHA · en");
    filling.finalize();
  }
}

TEST_CASE("the consultation's questions follow from whether it was held") {
  Filling filling("country-report", "Français (fr)");
  filling.answer("consultation/consultation_held", "no");
  CHECK(filling.relevant("consultation/consultation_why_not"));
  CHECK_FALSE(filling.relevant("consultation/consultation_findings"));
  filling.answer("consultation/consultation_held", "planned");
  CHECK(filling.relevant("consultation/consultation_planned"));
  filling.answer("consultation/consultation_held", "ongoing");
  CHECK(filling.relevant("consultation/consultation_findings"));
  CHECK_FALSE(filling.relevant("consultation/consultation_end"));
  filling.refused("consultation/consultation_start", "2024-03-02");
  filling.answer("consultation/consultation_held", "yes");
  filling.answer("consultation/consultation_start", "2024-02-10");
  filling.refused("consultation/consultation_end", "2024-02-09");
}

TEST_CASE("what is needed and what is refused") {
  Filling filling("country-report", "Español (es)");
  begin_report(filling);
  CHECK_EQ(filling.stops_at(), "consultation/consultation_held");
  filling.answer("consultation/consultation_held", "no");
  CHECK_EQ(filling.stops_at(), "roles/roles_taken");
  filling.refused("roles/roles_taken", "none partner");
  filling.answer("roles/roles_taken", "none");
  CHECK_FALSE(filling.relevant("roles/roles_taken_detail"));
  CHECK_EQ(filling.stops_at(), "roles/roles_intended");
  filling.answer("roles/roles_intended", "promoter");
  CHECK_EQ(filling.stops_at(), "support/support_needed");
  filling.refused("support/support_needed", "none funding");
  filling.answer("support/support_needed", "funding");
  CHECK_FALSE(filling.relevant("support/support_first"));
  CHECK_EQ(filling.stops_at(), "closing/cleared");
  filling.answer("closing/cleared", "no");
  CHECK_EQ(filling.stops_at(), "closing/sharing");
}
