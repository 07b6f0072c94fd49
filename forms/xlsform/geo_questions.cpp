// Places, and shapes drawn on a map.
#include "forms/xlsform/question_draft.h"
#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {

void complete_geo(const QuestionDraft& draft) {
  Element& element = draft.element;
  if (element.type == "geopoint") {
    draft.parameters.accept({"allow-mock-accuracy", "capture-accuracy", "warning-accuracy", "reference-geometry"}, draft.parameters_place(),
                            draft.source.problems);
    draft.copy_if_number("capture-accuracy", element.control, "accuracyThreshold");
    draft.copy_if_number("warning-accuracy", element.control, "unacceptableAccuracyThreshold");
  } else {
    draft.parameters.accept({"allow-mock-accuracy", "incremental", "reference-geometry"}, draft.parameters_place(), draft.source.problems);
    if (const auto incremental = draft.parameters.get("incremental")) {
      if (means_yes(*incremental)) {
        element.control.set("incremental", "true");
      } else {
        draft.error({"parameters"}, cat({"incremental is \"", *incremental, "\", and it can only be true"}),
                    "write incremental=true, or leave it out");
      }
    }
  }
  draft.copy_if_one_of("allow-mock-accuracy", element.bind, "odk:allow-mock-accuracy", {"true", "false"});
  if (const auto geometry = draft.parameters.get("reference-geometry")) element.itemset = draft.keep(*geometry);
}

void complete_background_geopoint(const QuestionDraft& draft) {
  if (draft.element.triggers.empty()) {
    draft.error({"trigger"}, "a background-geopoint needs a question that triggers it", "write that question into this column, as ${name}");
  }
  if (draft.element.bind.has("calculate")) {
    draft.error({"bind", "calculate"}, "a background-geopoint takes its place from the device, not from a formula", "empty this cell");
  }
}

} // namespace pilotage::forms::xlsform
