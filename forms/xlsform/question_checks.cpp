#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

#include "forms/xlsform/form_checks.h"
#include "forms/xlsform/references.h"
#include "forms/xlsform/row_type.h"
#include "forms/xlsform/text.h"
#include "forms/xlsform/visibility.h"

namespace pilotage::forms::xlsform {
namespace {

class QuestionCheck {
public:
  QuestionCheck(FormSource& source, const Paths& paths) : source_(source), paths_(paths) {}

  void check(const Element& element) {
    if (element.kind != Element::Kind::question && !element.is_section()) return;
    check_media(element);
    if (element.kind != Element::Kind::question) return;
    if (is_visible(element)) check_label(element);
    check_triggers(element);
    note_search(element);
    check_earlier_answers(element);
    check_geometry(element);
  }

  // A list whose choices search() replaces cannot serve a question that shows them.
  void finish() {
    for (const auto& [list, row] : searched_) {
      const auto other = shown_.find(list);
      if (other != shown_.end()) {
        source_.problems.error(
            source_.survey.place(row, {"control", "appearance"}),
            cat({"search() replaces the choices of \"", list, "\", which row ", std::to_string(other->second), " shows as they are"}),
            "give the question with search() a list of its own");
      }
      if (ChoiceList* const found = source_.choices.find(list)) found->used_by_search = true;
    }
  }

private:
  void error(const Element& element, const ColumnPath& path, std::string message, std::string remedy) {
    source_.problems.error(source_.survey.place(element.row, path), std::move(message), std::move(remedy));
  }

  void check_media(const Element& element) {
    if (element.has_unnamed_medium) {
      source_.problems.warning(source_.survey.place(element.row, {"media"}),
                               "the column does not say what kind of medium it is, and is left out",
                               "name it media::image, media::audio or media::video");
    }
    bool image = false;
    bool big_image = false;
    for (const Medium& medium : element.media) {
      constexpr std::array<std::string_view, 4> kKinds = {"image", "big-image", "audio", "video"};
      if (std::find(kKinds.begin(), kKinds.end(), medium.kind) == kKinds.end()) {
        error(element, {"media", std::string(medium.kind)}, cat({"there is no medium \"", medium.kind, "\""}),
              "use media::image, media::big-image, media::audio or media::video");
      }
      image = image || medium.kind == "image";
      big_image = big_image || medium.kind == "big-image";
    }
    if (big_image && !image)
      error(element, {"media", "big-image"}, "a big image needs an image that is shown before it is enlarged",
            "name one in the column media::image");
  }

  void check_label(const Element& element) {
    const bool label = !element.label.empty() || !element.media.empty() || element.has_unnamed_medium;
    if (label || has_hint(element)) return;
    error(
        element, {"label"},
        cat({"the question \"", element.name, "\" has no label", element.guidance_hint.empty() ? "" : ", and its guidance may be hidden"}),
        "write what people shall read, or make it a calculate or hidden question");
  }

  void check_triggers(const Element& element) {
    for (const std::string_view name : element.triggers) {
      const Element* const trigger = paths_.find(name);
      if (trigger == nullptr || trigger->kind != Element::Kind::question) {
        error(element, {"trigger"}, cat({"there is no question named \"", name, "\" to trigger this one"}),
              "correct the name, or add the question");
      } else if (!is_visible(*trigger) && (trigger->type == "calculate" || trigger->bind.has("calculate") || trigger->has_trigger)) {
        error(element, {"trigger"}, cat({"people do not answer \"", name, "\", so it cannot trigger this one"}),
              "choose a question that people see");
      }
    }
  }

  void note_search(const Element& element) {
    if (source_.choices.find(element.itemset) == nullptr) return;
    if (element.type == "range" || element.type.starts_with("geo")) return;
    (element.uses_search ? searched_ : shown_).try_emplace(element.itemset, element.row);
  }

  // "select_one ${name}" offers the answers of another question.
  void check_earlier_answers(const Element& element) {
    if (element.type.starts_with("geo")) return;
    for (const Reference& reference : references_in(element.itemset)) {
      const std::size_t count = paths_.count(reference.name);
      if (count == 1) continue;
      error(element, {"type"},
            count == 0 ? cat({"there is no question named \"", reference.name, "\" whose answers could be chosen from"})
                       : cat({"${", reference.name, "} could be one of several questions of that name"}),
            "name one question of the form, in a repeat");
    }
  }

  void check_geometry(const Element& element) {
    if (!element.type.starts_with("geo") || element.itemset.empty()) return;
    const std::string_view target = element.itemset;
    if (ChoiceList* const list = source_.choices.find(target)) {
      list->used = true;
      return;
    }
    if (source_.entities.has(target) || files_.contains(target)) return;
    const std::vector<Reference> references = references_in(target);
    const Element* const named = is_reference(target) ? paths_.find(references[0].name) : nullptr;
    if (named != nullptr && named->kind == Element::Kind::repeat) return;
    error(element, {"parameters"},
          cat({"reference-geometry names \"", target, "\", which is neither a list nor a file nor a repeat of this form"}),
          "name a choice list, an entity list, a file without its ending, or ${a repeat}");
  }

public:
  // Files that questions choose from or formulas look into, by their names without ending.
  std::set<std::string_view> files_;

private:
  FormSource& source_;
  const Paths& paths_;
  std::map<std::string_view, int> searched_;
  std::map<std::string_view, int> shown_;
};

} // namespace

void check_questions(const Element& survey, FormSource& source, const Paths& paths) {
  QuestionCheck check(source, paths);
  walk(survey, [&check](const Element& element) {
    if (element.kind == Element::Kind::external_instance) check.files_.insert(element.name);
    const std::string_view ending = list_file_ending(element.itemset);
    if (!ending.empty()) check.files_.insert(element.itemset.substr(0, element.itemset.size() - ending.size()));
  });
  walk(survey, [&check](const Element& element) { check.check(element); });
  check.finish();
}

} // namespace pilotage::forms::xlsform
