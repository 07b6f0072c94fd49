// The parts of an XForm, each written by one function from the finished tree (ODK XForms, "Document structure").
// One conversion, one thread.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "forms/xlsform/choices.h"
#include "forms/xlsform/form_tree.h"
#include "forms/xlsform/itext.h"
#include "forms/xlsform/paths.h"
#include "forms/xlsform/problems.h"
#include "forms/xlsform/settings.h"
#include "forms/xlsform/xml_writer.h"

namespace pilotage::forms::xlsform {

struct XFormContext {
  const Element& survey;
  const Settings& settings;
  Choices& choices;
  const Paths& paths;
  const Itext& itext;
  // By the name of the question that triggers: what is calculated when it changes.
  const std::unordered_map<std::string_view, std::vector<const Element*>>& triggered;
  XmlWriter& out;
};

void write_primary_instance(const XFormContext& form);
void write_binds(const XFormContext& form);
void write_body(const XFormContext& form);
void write_itemset(const XFormContext& form, const Element& question);

// <setvalue> and its like, of an element's own actions: those for new instances of its repeat, or the others.
void write_actions(const XFormContext& form, const Element& element, bool for_new_repeat);

// The text with its references shown as their answers, into the element that is open.
void write_text_content(XmlWriter& out, std::string_view text, const Element* context, const Paths& paths);

// A secondary instance that the form looks into.
struct SecondaryInstance {
  std::string_view id;
  std::string_view source; // its URI; empty for a choice list
  int row = 0;
};

// All that the form needs from files and from the last saved response. Problems where two of one name differ.
std::vector<SecondaryInstance> find_external_instances(const Element& survey, const Choices& choices, TextArena& arena, Problems& problems);
void write_secondary_instances(const XFormContext& form, const std::vector<SecondaryInstance>& external);

} // namespace pilotage::forms::xlsform
