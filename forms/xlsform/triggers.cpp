#include "forms/xlsform/triggers.h"

#include "forms/xlsform/references.h"
#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {

void read_triggers(SurveyRow& row, const FormSource& source) {
  if (row.trigger.empty()) return;
  row.element->has_trigger = true;
  for (const std::string_view part : split(row.trigger, ",")) {
    const std::string_view one = trim(part);
    if (one.empty()) continue;
    if (is_reference(one)) {
      row.element->triggers.push_back(references_in(one).front().name);
      continue;
    }
    const bool several = references_in(one).size() > 1;
    source.problems.error(source.survey.place(row.number, {"trigger"}),
                          cat({"\"", one, "\" is not a question", several ? ", but several without a comma between them" : ""}),
                          "write each as ${name}, with a comma between two of them");
  }
}

} // namespace pilotage::forms::xlsform
