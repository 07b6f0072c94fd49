// The texts of a form that differ by language or come with media (XForms "itext"). Each has a text in every language:
// where a translation is missing, "-" stands for it, so that its lack is seen and no other language shows instead.
// Built once per form; afterwards constant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/xlsform/choices.h"
#include "forms/xlsform/form_tree.h"
#include "forms/xlsform/paths.h"
#include "forms/xlsform/xml_writer.h"

namespace pilotage::forms::xlsform {

class Itext {
public:
  Itext(const Element& survey, const Choices& choices, std::string_view default_language);

  const std::vector<std::string_view>& languages() const { return languages_; }
  void write(XmlWriter& out, const Paths& paths) const;

private:
  // One shape of a text: what is shown, what is played, or what explains it.
  struct Form {
    std::string_view name; // long, guidance, image, big-image, audio, video
    std::vector<std::string_view> by_language;
  };
  struct Text {
    std::string id;
    const Element* context = nullptr;
    std::vector<Form> forms;
  };

  void add_choice_languages();
  void add_element(const Element& element);
  void add(const Element& element, std::string_view suffix, std::string_view form, const LocalizedText& text);
  std::size_t language_index(std::string_view language);
  void write_text(XmlWriter& out, const Paths& paths, const Text& text, std::size_t language) const;
  void write_choices(XmlWriter& out, const Paths& paths, const ChoiceList& list, std::size_t language) const;
  static void write_value(XmlWriter& out, const Paths& paths, std::string_view form, std::string_view value, const Element* context);

  const Choices& choices_;
  std::string_view default_language_;
  std::vector<std::string_view> languages_;
  std::vector<Text> texts_;
};

// The label needs a text of its own in the itext.
inline bool needs_itext(const Element& element) { return element.label.is_localized() || !element.media.empty(); }

} // namespace pilotage::forms::xlsform
