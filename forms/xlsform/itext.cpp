#include "forms/xlsform/itext.h"

#include <algorithm>

#include "forms/xlsform/references.h"
#include "forms/xlsform/text.h"
#include "forms/xlsform/xform_parts.h"

namespace pilotage::forms::xlsform {
namespace {

using Kind = Choices::Column::Kind;

constexpr std::string_view kMissing = "-";

bool is_medium(std::string_view form) { return form != "long" && form != "guidance"; }

} // namespace

Itext::Itext(const Element& survey, const Choices& choices, std::string_view default_language)
    : choices_(choices), default_language_(default_language) {
  add_choice_languages();
  walk(survey, [this](const Element& element) {
    if (element.kind == Element::Kind::question || element.is_section()) add_element(element);
  });
}

std::size_t Itext::language_index(std::string_view language) {
  const auto found = std::find(languages_.begin(), languages_.end(), language);
  if (found != languages_.end()) return static_cast<std::size_t>(found - languages_.begin());
  languages_.push_back(language);
  return languages_.size() - 1;
}

void Itext::add_choice_languages() {
  for (const ChoiceList& list : choices_.lists()) {
    if (!list.needs_itext) continue;
    for (std::size_t i = 0; i < choices_.columns().size(); ++i) {
      const Choices::Column& column = choices_.columns()[i];
      if (column.kind != Kind::label && column.kind != Kind::media) continue;
      const bool written = std::any_of(list.rows.begin(), list.rows.end(), [&](std::size_t row) { return !choices_.cell(row, i).empty(); });
      if (written) language_index(column.language.empty() ? default_language_ : column.language);
    }
  }
}

void Itext::add_element(const Element& element) {
  const auto message = [&](std::string_view suffix, const LocalizedText& text) {
    if (text.is_localized() || has_reference(text.plain)) add(element, suffix, "long", text);
  };
  message("jr:constraintMsg", element.constraint_message);
  message("jr:requiredMsg", element.required_message);
  if (element.no_app_error.is_localized()) add(element, "jr:noAppErrorString", "long", element.no_app_error);
  if (needs_itext(element)) add(element, "label", "long", element.label);
  const bool guided = !element.is_section() && !element.guidance_hint.empty();
  if (element.hint.is_localized() || guided) add(element, "hint", "long", element.hint);
  if (guided) add(element, "hint", "guidance", element.guidance_hint);
  for (const Medium& medium : element.media) add(element, "label", medium.kind, medium.file);
}

void Itext::add(const Element& element, std::string_view suffix, std::string_view form, const LocalizedText& text) {
  if (text.empty()) return;
  const std::string id = cat({element.path, ":", suffix});
  // A label's media come after the element's other texts.
  auto entry = std::find_if(texts_.rbegin(), texts_.rend(), [&](const Text& known) { return known.context != &element || known.id == id; });
  if (entry == texts_.rend() || entry->id != id) {
    texts_.push_back({id, &element, {}});
    entry = texts_.rbegin();
  }
  Form added{form, {}};
  text.each(default_language_, [&](std::string_view language, std::string_view value) {
    const std::size_t index = language_index(language);
    if (added.by_language.size() <= index) added.by_language.resize(index + 1);
    added.by_language[index] = value;
  });
  entry->forms.push_back(std::move(added));
}

void Itext::write(XmlWriter& out, const Paths& paths) const {
  if (languages_.empty()) return;
  out.open("itext");
  for (std::size_t language = 0; language < languages_.size(); ++language) {
    out.open("translation");
    out.attribute("lang", languages_[language]);
    if (languages_[language] == default_language_) out.attribute("default", "true()");
    for (const ChoiceList& list : choices_.lists()) {
      if (list.needs_itext) write_choices(out, paths, list, language);
    }
    for (const Text& text : texts_) write_text(out, paths, text, language);
    out.close();
  }
  out.close();
}

void Itext::write_text(XmlWriter& out, const Paths& paths, const Text& text, std::size_t language) const {
  out.open("text");
  out.attribute("id", text.id);
  // What this language has, then the marks for what it lacks.
  const auto value_of = [language](const Form& form) {
    return language < form.by_language.size() ? form.by_language[language] : std::string_view();
  };
  for (const bool missing : {false, true}) {
    for (const Form& form : text.forms) {
      if (value_of(form).empty() == missing) write_value(out, paths, form.name, value_of(form), text.context);
    }
  }
  out.close();
}

void Itext::write_value(XmlWriter& out, const Paths& paths, std::string_view form, std::string_view value, const Element* context) {
  if (!is_medium(form)) {
    out.open("value");
    if (form != "long") out.attribute("form", form);
    write_text_content(out, value.empty() ? kMissing : value, context, paths);
    out.close();
    return;
  }
  if (value.empty() || value == kMissing) return;
  const std::string_view folder = form == "image" || form == "big-image" ? "images" : form;
  out.open("value");
  out.attribute("form", form);
  write_text_content(out, cat({"jr://", folder, "/", value}), context, paths);
  out.close();
}

void Itext::write_choices(XmlWriter& out, const Paths& paths, const ChoiceList& list, std::size_t language) const {
  const std::vector<Choices::Column>& columns = choices_.columns();
  const std::string_view name = languages_[language];
  // By column: whether its texts count in this language, the plain ones behind those of the language itself.
  const auto value_of = [&](std::size_t row, Kind kind, std::string_view key) -> std::string_view {
    std::string_view plain;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].kind != kind || columns[i].key != key) continue;
      const std::string_view text = choices_.cell(row, i);
      if (text.empty()) continue;
      if (columns[i].language == name) return text;
      if (columns[i].language.empty() && name == default_language_) plain = text;
    }
    return plain;
  };
  std::string id(list.name);
  id += '-';
  const std::size_t prefix = id.size();
  std::vector<std::string_view> written;
  for (std::size_t index = 0; index < list.rows.size(); ++index) {
    const std::size_t row = list.rows[index];
    id.resize(prefix);
    id += std::to_string(index);
    out.open("text");
    out.attribute("id", id);
    written.clear();
    bool label_missing = false;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Choices::Column& column = columns[i];
      if ((column.kind != Kind::label && column.kind != Kind::media) || choices_.cell(row, i).empty()) continue;
      if (std::find(written.begin(), written.end(), column.key) != written.end()) continue;
      written.push_back(column.key);
      const std::string_view value = value_of(row, column.kind, column.key);
      label_missing = label_missing || (column.kind == Kind::label && value.empty());
      if (!value.empty()) write_value(out, paths, column.kind == Kind::label ? "long" : column.key, value, nullptr);
    }
    if (label_missing) write_value(out, paths, "long", {}, nullptr);
    out.close();
  }
  if (!list.has_added_other) return;
  // The choice that or_other adds is called the same in every language.
  out.open("text");
  out.attribute("id", cat({list.name, "-", std::to_string(list.rows.size())}));
  out.element("value", "Other");
  out.close();
}

} // namespace pilotage::forms::xlsform
