#include <map>
#include <set>
#include <string>

#include "forms/xlsform/form_checks.h"
#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
namespace {

class NameCheck {
public:
  NameCheck(const Element& survey, const FormSource& source) : survey_(survey), source_(source) {}

  void check(const Element& section) {
    std::map<std::string_view, const Element*> seen;
    std::map<std::string, const Element*> seen_lower;
    for (const auto& child : section.children) {
      if (child->kind == Element::Kind::entity_attribute || child->kind == Element::Kind::entity_label) continue;
      if (child->name.empty()) continue;
      check_child(*child, seen, seen_lower);
      if (child->kind == Element::Kind::repeat) check_repeat(*child);
      if (child->is_section()) check(*child);
    }
  }

private:
  Place place(const Element& element) const { return source_.survey.place(element.row, {"name"}); }

  void check_child(const Element& child, std::map<std::string_view, const Element*>& seen,
                   std::map<std::string, const Element*>& seen_lower) {
    if (child.name == "meta" && child.row > 0) {
      source_.problems.error(place(child), "the name \"meta\" is reserved for what the form notes about itself", "choose another name");
      return;
    }
    const auto [first, is_new] = seen.try_emplace(child.name, &child);
    if (!is_new) {
      source_.problems.error(place(child),
                             cat({"the name \"", child.name, "\" is taken already by row ", std::to_string(first->second->row)}),
                             "give it a name of its own within its group");
      return;
    }
    const auto [similar, is_new_lower] = seen_lower.try_emplace(lower(child.name), &child);
    if (!is_new_lower) {
      source_.problems.warning(place(child),
                               cat({"the names \"", similar->second->name, "\" and \"", child.name, "\" differ in capitals only"}),
                               "rename one: some programs that read the answers take them for one");
    }
  }

  void check_repeat(const Element& repeat) {
    if (repeat.name == survey_.name) {
      source_.problems.error(place(repeat), cat({"the repeat has the same name as the form, \"", repeat.name, "\""}),
                             "choose another name");
    }
    const auto [first, is_new] = repeats_.try_emplace(repeat.name, &repeat);
    if (!is_new && first->second->parent != repeat.parent) {
      source_.problems.error(place(repeat),
                             cat({"the repeat of row ", std::to_string(first->second->row), " is named \"", repeat.name, "\" as well"}),
                             "give each repeat of the form its own name");
    }
  }

  const Element& survey_;
  const FormSource& source_;
  std::map<std::string_view, const Element*> repeats_;
};

} // namespace

void check_names(const Element& survey, const FormSource& source) { NameCheck(survey, source).check(survey); }

} // namespace pilotage::forms::xlsform
