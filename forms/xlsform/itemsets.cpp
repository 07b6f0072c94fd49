// Where a question's choices come from: <itemset>, or <item> for those that search() replaces.
#include <string>

#include "forms/xlsform/references.h"
#include "forms/xlsform/row_type.h"
#include "forms/xlsform/text.h"
#include "forms/xlsform/xform_parts.h"

namespace pilotage::forms::xlsform {
namespace {

struct Itemset {
  std::string nodeset;
  std::string value_ref = "name";
  std::string label_ref = "label";
};

// Choices among the answers in a repeat: its instances are the items.
Itemset from_answers(const XFormContext& form, const Element& question) {
  Itemset itemset;
  const std::string path(trim(form.paths.resolve(question.itemset, question, {.use_current = false, .reference_parent = true})));
  const std::size_t slash = path.rfind('/');
  itemset.nodeset = path.substr(0, slash == std::string::npos ? 0 : slash);
  itemset.value_ref = path.substr(slash == std::string::npos ? 0 : slash + 1);
  itemset.label_ref = itemset.value_ref;
  std::string filter = form.paths.resolve(question.choice_filter, question, {.use_current = true, .reference_parent = true});
  if (filter.empty()) {
    filter = cat({"./", itemset.value_ref, " != ''"});
  } else {
    filter = replace_all(replace_all(filter, "current()/" + itemset.nodeset, "."), itemset.nodeset, ".");
  }
  itemset.nodeset += cat({"[", filter, "]"});
  return itemset;
}

// Places that were recorded in a repeat, to be chosen on a map: each instance has its question "geometry".
Itemset from_repeat(const XFormContext& form, const Element& question) {
  Itemset itemset;
  itemset.value_ref = "geometry";
  itemset.label_ref = "geometry";
  itemset.nodeset = std::string(trim(form.paths.resolve(question.itemset, question)));
  std::string filter = form.paths.resolve(question.choice_filter, question, {.use_current = true, .reference_parent = true});
  if (filter.empty()) filter = "./geometry != ''";
  itemset.nodeset += cat({"[", replace_all(replace_all(filter, "current()/" + itemset.nodeset, "."), itemset.nodeset, "."), "]"});
  return itemset;
}

Itemset from_list(const XFormContext& form, const Element& question) {
  Itemset itemset;
  const std::string_view ending = list_file_ending(question.itemset);
  const std::string_view id = question.itemset.substr(0, question.itemset.size() - ending.size());
  if (ending == ".geojson") {
    itemset.value_ref = "id";
    itemset.label_ref = "title";
  }
  if (!question.value_ref.empty()) itemset.value_ref = question.value_ref;
  if (!question.label_ref.empty()) itemset.label_ref = question.label_ref;
  const ChoiceList* const list = form.choices.find(question.itemset);
  if (list != nullptr && list->needs_itext && ending.empty()) itemset.label_ref = "jr:itext(itextId)";
  itemset.nodeset = cat({"instance('", id, "')/root/item"});
  const std::string filter = form.paths.resolve(question.choice_filter, question, {.use_current = true, .reference_parent = false});
  if (!filter.empty()) itemset.nodeset += cat({"[", filter, "]"});
  return itemset;
}

void write_items(const XFormContext& form, const Element& question, const ChoiceList& list) {
  XmlWriter& out = form.out;
  const auto write_item = [&](std::size_t index, std::string_view name, std::string_view label) {
    out.open("item");
    out.open("label");
    if (list.needs_itext) {
      out.attribute("ref", cat({"jr:itext('", list.name, "-", std::to_string(index), "')"}));
    } else if (!question.label.empty()) {
      write_text_content(out, label, nullptr, form.paths);
    }
    out.close();
    out.element("value", name);
    out.close();
  };
  for (std::size_t index = 0; index < list.rows.size(); ++index) {
    const std::size_t row = list.rows[index];
    write_item(index, form.choices.name(row), form.choices.label(row).plain);
  }
  if (list.has_added_other) write_item(list.rows.size(), "other", "Other");
}

} // namespace

void write_itemset(const XFormContext& form, const Element& question) {
  if (question.itemset.empty()) return;
  const ChoiceList* const list = form.choices.find(question.itemset);
  if (question.uses_search && list != nullptr) return write_items(form, question, *list);
  const bool among_answers = has_reference(question.itemset);
  const bool on_map = question.type.starts_with("geo");
  Itemset itemset = !among_answers ? from_list(form, question) : on_map ? from_repeat(form, question) : from_answers(form, question);
  if (question.randomize) {
    std::string seed;
    if (!question.seed.empty()) seed = ", " + std::string(trim(form.paths.resolve(question.seed, question)));
    itemset.nodeset = cat({"randomize(", itemset.nodeset, seed, ")"});
  }
  XmlWriter& out = form.out;
  out.open("itemset");
  out.attribute("nodeset", itemset.nodeset);
  out.open("value");
  out.attribute("ref", itemset.value_ref);
  out.close();
  out.open("label");
  out.attribute("ref", itemset.label_ref);
  out.close();
  out.close();
}

} // namespace pilotage::forms::xlsform
