// positive-practice: a case for the Knowledge Platform, with files and consent to publish.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "forms/questionnaires/filling.h"

using namespace pilotage::forms::questionnaires;

namespace {

void begin_practice(Filling& filling) {
  filling.answer("about_response/pilot_country", "CRI");
  filling.answer("about_response/answer_language", "es");
  filling.answer("about_response/is_translation", "no");
}

void answer_practice(Filling& filling) {
  filling.answer("practice/title", "Ventanilla única «Entre Fronteras»");
  filling.answer("practice/summary", "…");
  filling.answer("practice/period_start", "2019-03-01");
  filling.answer("practice/ongoing", "no");
  filling.answer("practice/period_end", "2023-11-30");
  filling.answer("practice/levels", "national local");
  filling.answer("practice/area", "Upala");
  filling.answer("gcm/objectives", "objective_04 objective_15");
  CHECK_EQ(filling.choices("gcm/main_objective"), std::vector<std::string>{"objective_04", "objective_15"});
  filling.answer("gcm/main_objective", "objective_15");
  filling.answer("gcm/principles", "people_centred whole_of_government");
  filling.answer("partnership/lead", "central");
  filling.answer("partnership/partners", "local un");
  filling.answer("partnership/partners_detail", "Municipalidad de Upala");
  filling.answer("partnership/people_served", "…");
}

void answer_results(Filling& filling) {
  filling.answer("results/activities", "…");
  filling.answer("results/results_text", "…");
  filling.answer("results/people_reached", "12500");
  filling.answer("results/challenges", "…");
  filling.answer("results/transfer", "…");
  filling.answer("evidence/evidence_kinds", "statistics feedback");
  filling.answer("evidence/evidence_link", "https://example.org/informe?año=2023");
  filling.answer("evidence/has_files", "yes");
  filling.have_instances("attachment", 1);
  filling.answer("attachment[1]/attachment_file", "informe.pdf");
  filling.answer("attachment[1]/attachment_title", "Informe final");
  filling.answer("attachment[1]/attachment_language", "es");
  filling.answer("attachment[1]/attachment_persons", "yes");
  filling.refused("attachment[1]/attachment_persons_agree", "no");
  filling.answer("attachment[1]/attachment_persons_agree", "yes");
  filling.answer("publication/publish", "all");
  filling.answer("publication/publish_cleared", "yes");
  filling.answer("publication/contact_office", "Oficina de migración");
}

} // namespace

TEST_CASE("positive-practice is answered fully in each language") {
  for (const auto& language : kLanguages) {
    CAPTURE(language);
    Filling filling("positive-practice", language);
    begin_practice(filling);
    answer_practice(filling);
    answer_results(filling);
    filling.expect_texts();
    filling.expect_all_answered();
    CHECK_EQ(filling.value("meta/instanceName"), "Ventanilla única «Entre Fronteras» · CRI");
    CHECK_NE(filling.finalize().find("informe.pdf"), std::string::npos);
  }
}

TEST_CASE("it stops only where an answer is needed") {
  Filling filling("positive-practice", "Français (fr)");
  begin_practice(filling);
  CHECK_EQ(filling.stops_at(), "practice/title");
  filling.answer("practice/title", "Guichet unique");
  CHECK_EQ(filling.stops_at(), "practice/summary");
  filling.answer("practice/summary", "…");
  CHECK_EQ(filling.stops_at(), "gcm/objectives");
  filling.answer("gcm/objectives", "objective_01");
  CHECK_FALSE(filling.relevant("gcm/main_objective"));
  CHECK_EQ(filling.stops_at(), "results/results_text");
  filling.answer("results/results_text", "…");
  CHECK_EQ(filling.stops_at(), "evidence/has_files");
  filling.answer("evidence/has_files", "no");
  CHECK_EQ(filling.stops_at(), "publication/publish");
  filling.answer("publication/publish", "text");
  CHECK_EQ(filling.stops_at(), "publication/publish_cleared");
  filling.answer("publication/publish", "no");
  CHECK_FALSE(filling.relevant("publication/contact_office"));
  filling.finalize();
}

TEST_CASE("what is refused") {
  Filling filling("positive-practice", "English (en)");
  filling.answer("practice/period_start", "2021-06-01");
  filling.answer("practice/ongoing", "no");
  filling.refused("practice/period_end", "2020-01-01");
  filling.refused("practice/title", std::string(151, 'x'));
  filling.refused("evidence/evidence_link", "see our site");
  filling.refused("evidence/evidence_kinds", "none statistics");
  filling.refused("results/people_reached", "-5");
}
