// participant-profile: a few facts about somebody's work, and nothing that says who they are.
#include <doctest/doctest.h>

#include <string>

#include "forms/questionnaires/filling.h"

using namespace pilotage::forms::questionnaires;

TEST_CASE("participant-profile is answered fully in each language") {
  for (const auto& language : kLanguages) {
    CAPTURE(language);
    Filling filling("participant-profile", language);
    filling.answer("before_you_start/consent", "yes");
    filling.answer("your_codes/session_code", "TCD-1");
    filling.answer("your_codes/participant_code", "P11");
    filling.answer("your_work/stakeholder", "other");
    filling.answer("your_work/stakeholder_other", "Média");
    filling.answer("your_work/level", "several");
    filling.answer("your_work/governance_roles", "data rights");
    filling.answer("your_work/experience", "4to10");
    filling.answer("gcm/gcm_familiarity", "3");
    filling.answer("gcm/gcm_activities", "review training");
    filling.answer("gcm/guidance_seen", "part");
    filling.answer("languages/work_languages", "fr other");
    filling.answer("languages/work_language_other", "Arabe");
    filling.answer("languages/material_language", "fr");
    filling.answer("languages/reading_ease", "4");
    filling.expect_texts();
    filling.expect_all_answered();
    CHECK_EQ(filling.value("meta/instanceName"), "Profile · P11");
    filling.finalize();
  }
}

TEST_CASE("it stops only where an answer is needed") {
  Filling filling("participant-profile", "Français (fr)");
  CHECK_EQ(filling.stops_at(), "before_you_start/consent");
  filling.answer("before_you_start/consent", "yes");
  CHECK_EQ(filling.stops_at(), "your_work/stakeholder");
  filling.answer("your_work/stakeholder", "academia");
  CHECK_EQ(filling.stops_at(), "gcm/gcm_familiarity");
  filling.answer("gcm/gcm_familiarity", "1");
  CHECK_FALSE(filling.relevant("gcm/gcm_activities"));
  filling.finalize();
}

TEST_CASE("refusals, and no consent") {
  Filling filling("participant-profile", "Español (es)");
  filling.answer("before_you_start/consent", "yes");
  filling.refused("your_codes/participant_code", "María Pérez");
  filling.refused("your_work/governance_roles", "none data");
  filling.answer("gcm/gcm_familiarity", "5");
  filling.refused("gcm/gcm_activities", "review none");
  filling.answer("before_you_start/consent", "no");
  CHECK(filling.relevant("before_you_start/no_consent"));
  for (const char* group : {"your_codes", "your_work", "gcm", "languages"}) CHECK_FALSE(filling.relevant(group));
  CHECK_EQ(filling.finalize().find("gcm_familiarity"), std::string::npos);
}
