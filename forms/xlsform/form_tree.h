// The form as a tree: the survey, its groups and repeats, and its questions, each with what its row of the survey sheet
// says. The rows are turned into it, and the XForm is written from it. Texts point into the workbook's arena. One
// conversion owns one tree; not shared between threads.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "forms/xlsform/attributes.h"
#include "forms/xlsform/localized_text.h"
#include "forms/xlsform/question_types.h"

namespace pilotage::forms::xlsform {

// Something that happens on an event: <setvalue>, <odk:setgeopoint>, <odk:recordaudio> (ODK XForms, "Actions").
struct Action {
  std::string_view name;
  std::string_view event;
  std::string_view value;
  std::string_view quality; // odk:quality of a recording
};

// A choice on an OSM question.
struct OsmTag {
  std::string_view key;
  LocalizedText label;
};

// Fields stand by meaning, not by size.
struct Element { // NOLINT(clang-analyzer-optin.performance.Padding)
  enum class Kind {
    survey,
    group,
    repeat,
    question,
    external_instance, // a file that formulas look into: xml-external, csv-external
    entity,            // <entity> below meta, and what belongs to it
    entity_attribute,
    entity_label,
  };

  Kind kind = Kind::question;
  int row = 0; // of the survey or the entities sheet; 0 for what the converter adds
  std::string_view type;
  std::string_view name;
  const QuestionType* question = nullptr;

  LocalizedText label;
  LocalizedText hint;
  LocalizedText guidance_hint;
  Media media;

  Attributes bind;
  LocalizedText constraint_message;
  LocalizedText required_message;
  LocalizedText no_app_error;
  Attributes control;
  Attributes instance;
  std::string_view intent;
  // The column "media" without a kind: it shows nothing, but the question counts as labelled.
  bool has_unnamed_medium = false;

  std::string_view default_value; // for an entity's attribute: its value
  bool dynamic_default = false;
  std::vector<Action> actions;
  // The questions whose change calculates this one anew.
  std::vector<std::string_view> triggers;
  bool has_trigger = false;
  bool counts_repeat = false; // the calculation that the form adds for a repeat's count

  // Selects.
  std::string_view itemset; // a list's name, a file name, or a reference to a repeat's question
  std::string_view choice_filter;
  std::string_view query;     // the list of a select_one_external
  std::string_view value_ref; // what in a file's items is the value, and what the label
  std::string_view label_ref;
  std::string_view seed;
  bool randomize = false;
  bool uses_search = false;
  Attributes parameters; // of a range, as attributes of its control
  std::vector<OsmTag> tags;

  // A group of the flat layout that ODK Tables wants: its questions stand in the instance without it.
  bool flat = false;
  // Its questions have no place in the body: meta.
  bool bodyless = false;

  Element* parent = nullptr;
  std::vector<std::unique_ptr<Element>> children;
  std::string path; // "/data/household/age"

  bool is_section() const { return kind == Kind::survey || kind == Kind::group || kind == Kind::repeat; }
  bool is_named_node() const { return kind == Kind::question || is_section() || kind == Kind::entity; }

  Element& add(std::unique_ptr<Element> child);
  Element& add(Kind kind, std::string_view type, std::string_view name);
};

// Calls `visit` for the element and everything below it, parents first.
template <typename Visit>
void walk(Element& element, Visit&& visit) {
  visit(element);
  for (const auto& child : element.children) walk(*child, visit);
}

template <typename Visit>
void walk(const Element& element, Visit&& visit) {
  visit(element);
  for (const auto& child : element.children) walk(static_cast<const Element&>(*child), visit);
}

// A copy of the element and everything below it, with its own parent links.
std::unique_ptr<Element> clone(const Element& element);

// Gives each element its path.
void set_paths(Element& survey);

// The nearest repeat that holds the element, or nullptr.
const Element* enclosing_repeat(const Element& element);

} // namespace pilotage::forms::xlsform
