// What the form is built from, together: the sheets as they were read, and where problems go. One conversion owns what
// it refers to.
#pragma once

#include "forms/xlsform/choices.h"
#include "forms/xlsform/entities.h"
#include "forms/xlsform/problems.h"
#include "forms/xlsform/settings.h"
#include "forms/xlsform/survey_sheet.h"
#include "forms/xlsform/workbook.h"

namespace pilotage::forms::xlsform {

struct FormSource {
  Workbook& workbook;
  Settings& settings;
  const SurveySheet& survey;
  Choices& choices;
  const Choices& external_choices;
  const Choices& osm;
  Entities& entities;
  Problems& problems;

  TextArena& arena() const { return *workbook.arena; }
};

} // namespace pilotage::forms::xlsform
