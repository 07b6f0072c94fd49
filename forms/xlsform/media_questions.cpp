// Texts, photos and recordings.
#include "forms/xlsform/question_draft.h"
#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
namespace {

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// "org.example.app", as Android requires.
bool is_package_name(std::string_view name) {
  if (name.find('.') == std::string_view::npos) return false;
  for (const std::string_view part : split(name, ".")) {
    if (part.empty() || !is_ascii_letter(part[0])) return false;
    for (const char c : part) {
      if (!is_ascii_letter(c) && c != '_' && (c < '0' || c > '9')) return false;
    }
  }
  return true;
}

} // namespace

void complete_text(const QuestionDraft& draft) {
  draft.parameters.accept({"rows"}, draft.parameters_place(), draft.source.problems);
  draft.copy_if_integer("rows", draft.element.control, "rows");
}

void complete_photo(const QuestionDraft& draft) {
  Element& element = draft.element;
  constexpr std::string_view kPrefix = "jr://images/";
  if (!element.default_value.empty() && element.default_value.find(kPrefix) == std::string_view::npos) {
    element.default_value = draft.keep(cat({kPrefix, element.default_value}));
  }
  draft.parameters.accept({"max-pixels", "app"}, draft.parameters_place(), draft.source.problems);
  draft.copy_if_integer("max-pixels", element.bind, "orx:max-pixels");
  if (!draft.parameters.has("max-pixels")) {
    draft.warning({"parameters"}, "the pictures are stored and sent as large as the device takes them",
                  "limit them, for example with max-pixels=1024");
  }
  const auto app = draft.parameters.get("app");
  const std::string_view appearance = element.control.get("appearance");
  if (!app || (!appearance.empty() && appearance != "annotate")) return;
  if (is_package_name(*app)) {
    element.control.set("intent", draft.keep(*app));
  } else {
    draft.error({"parameters"}, cat({"\"", *app, "\" is no Android package name"}),
                "write it with points between its parts, each beginning with a letter: app=org.example.camera");
  }
}

void complete_audio(const QuestionDraft& draft) {
  draft.parameters.accept({"quality"}, draft.parameters_place(), draft.source.problems);
  draft.copy_if_one_of("quality", draft.element.bind, "odk:quality", {"voice-only", "low", "normal", "external"});
}

void complete_background_audio(const QuestionDraft& draft) {
  draft.parameters.accept({"quality"}, draft.parameters_place(), draft.source.problems);
  Attributes recording;
  draft.copy_if_one_of("quality", recording, "odk:quality", {"voice-only", "low", "normal"});
  draft.element.actions.push_back({"odk:recordaudio", "odk-instance-load", {}, recording.get("odk:quality")});
}

void complete_osm(const QuestionDraft& draft, std::string_view list_name) {
  if (list_name.empty() || draft.source.osm.empty()) return;
  const ChoiceList* const list = draft.source.osm.find(list_name);
  if (list == nullptr) {
    draft.error({"type"}, cat({"the osm sheet has no list \"", list_name, "\""}),
                "add the list to the osm sheet, or correct its name here");
    return;
  }
  for (const std::size_t row : list->rows) draft.element.tags.push_back({draft.source.osm.name(row), draft.source.osm.label(row)});
}

} // namespace pilotage::forms::xlsform
