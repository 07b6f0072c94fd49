#include "forms/model/itext.h"

#include <algorithm>

#include "forms/xpath/name_hash.h"

namespace pilotage::forms {

std::optional<TextForm> text_form(std::string_view name) {
  static constexpr std::pair<std::string_view, TextForm> kForms[] = {
      {"", TextForm::standard},   {"long", TextForm::long_},          {"short", TextForm::short_},
      {"image", TextForm::image}, {"big-image", TextForm::big_image}, {"audio", TextForm::audio},
      {"video", TextForm::video}, {"guidance", TextForm::guidance},   {"markdown", TextForm::markdown},
  };
  const auto* found = std::ranges::find(kForms, name, &std::pair<std::string_view, TextForm>::first);
  if (found == std::end(kForms)) return std::nullopt;
  return found->second;
}

std::int32_t Itext::known(std::string_view name, std::uint32_t hash) const {
  return index_.find(hash, [&](std::int32_t id) { return this->name(id) == name; });
}

std::int32_t Itext::id(std::string_view name) {
  const auto hash = static_cast<std::uint32_t>(xpath::name_hash(name));
  std::int32_t id = known(name, hash);
  if (id != xpath::NameIndex::kNone) return id;
  id = static_cast<std::int32_t>(names_.size());
  names_.push_back(name);
  index_.add(hash, id);
  return id;
}

std::optional<std::int32_t> Itext::find(std::string_view name) const {
  // Translations and the body name the texts in much the same order: most often the next one is asked for.
  if (const std::size_t next = last_found_ + 1; next < names_.size() && names_[next] == name) return static_cast<std::int32_t>(next);
  const std::int32_t id = known(name, static_cast<std::uint32_t>(xpath::name_hash(name)));
  if (id == xpath::NameIndex::kNone) return std::nullopt;
  return id;
}

std::optional<std::int32_t> Itext::find_next(std::string_view name) {
  const auto found = find(name);
  if (found) last_found_ = static_cast<std::size_t>(*found);
  return found;
}

std::int32_t Itext::add_language(std::string_view name) {
  languages_.emplace_back(name);
  first_.emplace_back();
  return static_cast<std::int32_t>(languages_.size()) - 1;
}

void Itext::set(std::int32_t language, std::int32_t id, TextValue value) {
  auto& first = first_[static_cast<std::size_t>(language)];
  if (first.size() <= static_cast<std::size_t>(id)) first.resize(std::max(names_.size(), static_cast<std::size_t>(id) + 1), -1);
  if (value.source.kind == TextSource::Kind::pieces) {
    if (mixed_.size() <= static_cast<std::size_t>(id)) mixed_.resize(static_cast<std::size_t>(id) + 1);
    mixed_[static_cast<std::size_t>(id)] = true;
  }
  const auto place = static_cast<std::int32_t>(stored_.size());
  stored_.push_back({value, first[static_cast<std::size_t>(id)]});
  first[static_cast<std::size_t>(id)] = place;
}

const TextSource* Itext::own_text(std::int32_t language, std::int32_t id, TextForm form) const {
  if (language < 0 || static_cast<std::size_t>(language) >= first_.size()) return nullptr;
  const auto& first = first_[static_cast<std::size_t>(language)];
  if (static_cast<std::size_t>(id) >= first.size()) return nullptr;
  for (std::int32_t at = first[static_cast<std::size_t>(id)]; at != -1; at = stored_[static_cast<std::size_t>(at)].next) {
    const TextValue& value = stored_[static_cast<std::size_t>(at)].value;
    if (value.form == form) return &value.source;
  }
  return nullptr;
}

const TextSource* Itext::text(std::int32_t language, std::int32_t id, TextForm form) const {
  if (const TextSource* own = own_text(language, id, form)) return own;
  return own_text(default_, id, form);
}

bool Itext::defined(std::int32_t language, std::int32_t id) const {
  const auto& first = first_[static_cast<std::size_t>(language)];
  return static_cast<std::size_t>(id) < first.size() && first[static_cast<std::size_t>(id)] != -1;
}

bool Itext::uses(std::int32_t id, std::int32_t mixed) const {
  for (const auto& first : first_) {
    if (static_cast<std::size_t>(id) >= first.size()) continue;
    for (std::int32_t at = first[static_cast<std::size_t>(id)]; at != -1; at = stored_[static_cast<std::size_t>(at)].next) {
      const TextSource& source = stored_[static_cast<std::size_t>(at)].value.source;
      if (source.kind == TextSource::Kind::pieces && source.index == mixed) return true;
    }
  }
  return false;
}

bool Itext::defined(std::int32_t id) const {
  for (std::size_t language = 0; language < languages_.size(); ++language) {
    if (defined(static_cast<std::int32_t>(language), id)) return true;
  }
  return false;
}

std::int32_t Itext::language(std::string_view name) const {
  const auto found = std::ranges::find(languages_, name);
  return found == languages_.end() ? -1 : static_cast<std::int32_t>(found - languages_.begin());
}

} // namespace pilotage::forms
