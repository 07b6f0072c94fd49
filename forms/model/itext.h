// The translations of a form (ODK XForms, "Languages" and "Media"): for each text id and language, the forms of the text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forms/large_pages.h"
#include "forms/model/text_source.h"
#include "forms/xpath/name_index.h"

namespace pilotage::forms {

enum class TextForm : std::uint8_t { standard, long_, short_, image, big_image, audio, video, guidance, markdown };

// "image" → TextForm::image; nullopt for a form that means nothing here.
std::optional<TextForm> text_form(std::string_view name);

struct TextValue {
  TextForm form = TextForm::standard;
  TextSource source; // plain or pieces
};

class Itext {
public:
  // The number of a text id; new ones are made. Ids that no translation defines stay without values.
  std::int32_t id(std::string_view name);
  std::optional<std::int32_t> find(std::string_view name) const;
  // The same while the form is read; remembers the place, so that what comes next is found at once.
  std::optional<std::int32_t> find_next(std::string_view name);
  std::string_view name(std::int32_t id) const { return names_[static_cast<std::size_t>(id)]; }

  // Adds a language; its number. Languages are known before values are set.
  std::int32_t add_language(std::string_view name);
  void set(std::int32_t language, std::int32_t id, TextValue value);

  // The text in that form: in the language, else in the default one, else none. nullptr where there is none.
  const TextSource* text(std::int32_t language, std::int32_t id, TextForm form) const;
  bool defined(std::int32_t id) const;
  // Whether one of the values of the id, in any language, is that mixed text.
  bool uses(std::int32_t id, std::int32_t mixed) const;
  // Whether one of its values has <output>.
  bool any_mixed(std::int32_t id) const { return mixed_.size() > static_cast<std::size_t>(id) && mixed_[static_cast<std::size_t>(id)]; }
  bool defined(std::int32_t language, std::int32_t id) const;

  const std::vector<std::string>& languages() const { return languages_; }
  std::int32_t language(std::string_view name) const; // -1: none
  std::int32_t default_language() const { return default_; }
  void set_default(std::int32_t language) { default_ = language; }
  std::size_t size() const { return names_.size(); }

private:
  struct Stored {
    TextValue value;
    std::int32_t next = -1;
  };
  std::int32_t known(std::string_view name, std::uint32_t hash) const;
  const TextSource* own_text(std::int32_t language, std::int32_t id, TextForm form) const;

  std::vector<std::string> languages_;
  std::int32_t default_ = 0;
  std::vector<std::string_view> names_; // into the pool of the content
  xpath::NameIndex index_;
  std::vector<std::vector<std::int32_t>> first_; // by language, then id: into stored_
  LargeVector<Stored> stored_;
  std::vector<bool> mixed_;
  std::size_t last_found_ = static_cast<std::size_t>(-1);
};

} // namespace pilotage::forms
