#include "forms/xlsform/loops.h"

#include <algorithm>
#include <utility>

#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
namespace {

class LoopFiller {
public:
  LoopFiller(std::string_view name, LocalizedText label, TextArena& arena) : name_(name), label_(std::move(label)), arena_(arena) {}

  void fill(Element& element) const {
    fill(element.name);
    fill(element.label);
    fill(element.hint);
    fill(element.guidance_hint);
    for (Medium& medium : element.media) fill(medium.file);
    fill(element.bind);
    fill(element.constraint_message);
    fill(element.required_message);
    fill(element.no_app_error);
    fill(element.control);
    fill(element.instance);
    fill(element.default_value);
    fill(element.choice_filter);
  }

private:
  void fill(std::string_view& text, std::string_view language = {}) const {
    if (text.find("%(") == std::string_view::npos) return;
    const std::string named = replace_all(text, "%(name)s", name_);
    text = arena_.keep(replace_all(named, "%(label)s", label_in(language)));
  }

  void fill(LocalizedText& text) const {
    fill(text.plain);
    for (auto& [language, translation] : text.by_language) fill(translation, language);
  }

  void fill(Attributes& attributes) const {
    for (const auto& [name, value] : Attributes(attributes)) {
      std::string_view filled = value;
      fill(filled);
      attributes.set(name, filled);
    }
  }

  std::string_view label_in(std::string_view language) const {
    for (const auto& [known, text] : label_.by_language) {
      if (known == language) return text;
    }
    return label_.plain.empty() && label_.is_localized() ? label_.by_language.front().second : label_.plain;
  }

  std::string_view name_;
  LocalizedText label_;
  TextArena& arena_;
};

bool has_placeholder(const Element& element) {
  if (element.name.find("%(") != std::string_view::npos || element.label.plain.find("%(") != std::string_view::npos) return true;
  return std::any_of(element.children.begin(), element.children.end(), [](const auto& child) { return has_placeholder(*child); });
}

// Only what stands in the loop itself is filled in, as in the reference converter; the author must know.
void warn_of_groups(const Element& element, const FormSource& source) {
  const bool below =
      std::any_of(element.children.begin(), element.children.end(), [](const auto& child) { return has_placeholder(*child); });
  if (!below) return;
  source.problems.warning(source.survey.place(element.row, {"name"}),
                          cat({"%(name)s and %(label)s stay as they are in the group \"", element.name, "\" within the loop"}),
                          "move the questions that need them out of the group");
}

} // namespace

void expand_loop(Element& loop, const ChoiceList& list, const FormSource& source) {
  const std::vector<std::unique_ptr<Element>> block = std::exchange(loop.children, {});
  for (const auto& child : block) warn_of_groups(*child, source);
  for (const std::size_t row : list.rows) {
    const std::string_view name = source.choices.name(row);
    if (name == "none" || name.empty()) continue;
    Element& group = loop.add(Element::Kind::group, "group", name);
    group.row = loop.row;
    group.label = source.choices.label(row);
    group.media = source.choices.media(row);
    const LoopFiller filler(name, group.label, source.arena());
    for (const auto& child : block) filler.fill(group.add(clone(*child)));
  }
}

} // namespace pilotage::forms::xlsform
