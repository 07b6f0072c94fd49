// session-record: the facilitator's account of one session.
#include <doctest/doctest.h>

#include <string>

#include "forms/questionnaires/filling.h"

using namespace pilotage::forms::questionnaires;

namespace {

void begin_record(Filling& filling) {
  filling.answer("session/session_code", "GNB-02");
  filling.answer("session/pilot_country", "other");
  filling.answer("session/other_country", "BRA");
  filling.answer("session/place", "São Paulo");
  filling.answer("session/session_date", "2024-02-29");
  filling.answer("session/modality", "hybrid");
  filling.answer("session/time_start", "09:00:00.000Z");
  filling.answer("session/time_end", "12:30:00.000Z");
}

void answer_participants(Filling& filling) {
  for (const char* type :
       {"central", "local", "parliament", "migrants", "civil_society", "private", "unions", "academia", "human_rights", "un", "other"}) {
    filling.answer(std::string("participants/number_") + type, "2");
  }
  filling.answer("participants/number_women", "12");
}

void complete_record(Filling& filling) {
  filling.answer("material/materials", "guide booklet");
  filling.answer("material/material_languages", "fr es");
  filling.answer("material/guide_version", "Draft 2");
  filling.answer("material/booklet_version", "Draft 2");
  filling.have_instances("agenda_item", 2);
  for (const std::string item : {"agenda_item[1]/", "agenda_item[2]/"}) {
    filling.answer(item + "agenda_title", "Étape 1");
    filling.answer(item + "agenda_planned", "30");
    filling.answer(item + "agenda_done", "partly");
    filling.answer(item + "agenda_actual", "45");
    filling.answer(item + "agenda_note", "–");
  }
  filling.answer("incidents/had_incidents", "yes");
  filling.have_instances("incident", 1);
  filling.answer("incident[1]/incident_kind", "technical");
  filling.answer("incident[1]/incident_time", "10:15:00.000Z");
  filling.answer("incident[1]/incident_description", "Coupure de courant");
  filling.answer("incident[1]/incident_effect", "delay");
  for (const char* note : {"went_well", "difficulties", "follow_up"}) filling.answer(std::string("closing/") + note, "…");
}

} // namespace

TEST_CASE("session-record is answered fully in each language") {
  for (const auto& language : kLanguages) {
    CAPTURE(language);
    Filling filling("session-record", language);
    begin_record(filling);
    answer_participants(filling);
    complete_record(filling);
    filling.expect_texts();
    filling.expect_all_answered();
    CHECK_EQ(filling.value("session/country"), "BRA");
    CHECK_EQ(filling.value("participants/participants_total"), "22");
    CHECK_NE(filling.label("participants/participants_total_note").find("22"), std::string::npos);
    CHECK_EQ(filling.value("meta/instanceName"), "GNB-02 · BRA · 2024-02-29");
    filling.finalize();
  }
}

TEST_CASE("it stops only where an answer is needed") {
  Filling filling("session-record", "Español (es)");
  CHECK_EQ(filling.value("session/session_date"), "2024-03-01"); // today, where nothing else is said
  CHECK_EQ(filling.stops_at(), "session/session_code");
  filling.answer("session/session_code", "PER-1");
  CHECK_EQ(filling.stops_at(), "session/pilot_country");
  filling.answer("session/pilot_country", "other");
  CHECK_EQ(filling.stops_at(), "session/other_country");
  filling.answer("session/pilot_country", "PER");
  CHECK_EQ(filling.value("session/country"), "PER");
  CHECK_EQ(filling.stops_at(), "session/modality");
  filling.answer("session/modality", "remote");
  CHECK_EQ(filling.stops_at(), "material/materials");
  filling.answer("material/materials", "guide");
  CHECK_EQ(filling.stops_at(), "incidents/had_incidents");
  filling.answer("incidents/had_incidents", "no");
  filling.finalize();
}

TEST_CASE("refusals and branches") {
  Filling filling("session-record", "Français (fr)");
  filling.refused("session/session_code", "Séance 1");
  filling.refused("session/session_date", "2024-03-02");
  filling.answer("session/time_start", "14:00:00.000Z");
  filling.refused("session/time_end", "09:30:00.000Z");
  filling.answer("session/time_end", "15:00:00.000Z");

  filling.refused("participants/number_un", "-1");
  filling.answer("participants/number_central", "5");
  filling.answer("participants/number_un", "1");
  CHECK_EQ(filling.value("participants/participants_total"), "6");
  filling.refused("participants/number_women", "7");
  filling.answer("participants/number_women", "6");

  filling.answer("material/materials", "booklet");
  CHECK_FALSE(filling.relevant("material/guide_version"));
  CHECK(filling.relevant("material/booklet_version"));
  filling.have_instances("agenda_item", 1);
  filling.answer("agenda_item[1]/agenda_done", "no");
  CHECK_FALSE(filling.relevant("agenda_item[1]/agenda_actual"));
}
