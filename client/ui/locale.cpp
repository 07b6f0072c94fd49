#include "client/ui/locale.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "client/ui/locale_sources.h"

namespace pilotage::ui {

Text content(std::string_view words) { return Text(std::string(words)); }

std::string_view code(Language language) {
  switch (language) {
  case Language::english: return "en";
  case Language::french: return "fr";
  case Language::spanish: return "es";
  }
  return "en";
}

std::optional<Language> known_language(std::string_view tag) {
  for (const Language language : kLanguages) {
    const std::string_view short_code = code(language);
    if (tag.substr(0, 2) == short_code && (tag.size() == 2 || !std::isalpha(static_cast<unsigned char>(tag[2])))) return language;
    if (tag.find("(" + std::string(short_code) + ")") != std::string_view::npos) return language;
  }
  return std::nullopt;
}

Language language_of(std::string_view tag) { return known_language(tag).value_or(Language::english); }

Language language_of_environment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return language_of(value);
  }
  return Language::english;
}

const Locale& Locale::of(Language language) {
  static const std::array<Locale, 3> locales = {Locale(Language::english), Locale(Language::french), Locale(Language::spanish)};
  return locales[static_cast<std::size_t>(language)];
}

Locale::Locale(Language language) : language_(language) {
  const auto json = nlohmann::json::parse(locale_source(code(language)));
  for (const auto& [key, phrase] : json.items()) phrases_.emplace(key, phrase.get<std::string>());
}

std::string_view Locale::phrase(std::string_view key) const {
  const auto found = phrases_.find(key);
  return found == phrases_.end() ? std::string_view{} : std::string_view(found->second);
}

namespace {

std::string filled(std::string_view phrase, std::initializer_list<Slot> slots) {
  std::string words(phrase);
  for (const Slot& slot : slots) {
    const std::string place = "{" + std::string(slot.name) + "}";
    for (std::size_t at = words.find(place); at != std::string::npos; at = words.find(place, at + slot.value.size()))
      words.replace(at, place.size(), slot.value);
  }
  return words;
}

std::string missing(std::string_view key) { return "⟦" + std::string(key) + "⟧"; }

} // namespace

Text Locale::operator()(TextKey key, std::initializer_list<Slot> slots) const {
  const std::string_view words = phrase(key.name());
  return Text(words.empty() ? missing(key.name()) : filled(words, slots));
}

Text Locale::operator()(CountKey key, std::int64_t count, std::initializer_list<Slot> slots) const {
  // French counts nought as one; English and Spanish do not (Unicode CLDR, plural rules).
  const bool one = count == 1 || (count == 0 && language_ == Language::french);
  const std::string name = std::string(key.name()) + (one ? ".one" : ".other");
  const std::string_view words = phrase(name);
  if (words.empty()) return Text(missing(name));
  const std::string number = std::to_string(count);
  std::string text = filled(words, slots);
  return Text(filled(text, {{.name = "count", .value = number}}));
}

Text Locale::error(ErrorCode code) const {
  const std::string key = "error." + std::string(name(code));
  const std::string_view words = phrase(key);
  return Text(words.empty() ? missing(key) : std::string(words));
}

Text Locale::send_problem(ErrorCode code, int status) const {
  if (code == ErrorCode::no_project) return error(code); // said before anything was sent: not about a response
  switch (status) {
  case 400: return (*this)("send.400"_key);
  case 402: return (*this)("send.402"_key);
  case 403: return (*this)("send.403"_key);
  case 404: return (*this)("send.404"_key);
  case 409: return (*this)("send.409"_key);
  case 410: return (*this)("send.410"_key);
  case 413: return (*this)("send.413"_key);
  case 423: return (*this)("send.423"_key);
  case 429: return (*this)("send.429"_key);
  default: break;
  }
  if (code == ErrorCode::conflict) return (*this)("send.other_content"_key);
  if (code == ErrorCode::not_found) return (*this)("send.404"_key);
  if (code == ErrorCode::damaged) return (*this)("send.file_lost"_key);
  if (code == ErrorCode::newer_version) return (*this)("send.newer_version"_key);
  return error(code);
}

Text Locale::unreadable(ErrorCode code) const { return code == ErrorCode::damaged ? (*this)("responses.name_damaged"_key) : error(code); }

Text Locale::code_problem(ErrorCode code) const {
  switch (code) {
  case ErrorCode::malformed:
  case ErrorCode::limit_exceeded: return (*this)("settings.code.incomplete"_key);
  case ErrorCode::invalid_value: return (*this)("settings.code.address"_key);
  case ErrorCode::unauthorized: return (*this)("settings.code.credentials"_key);
  default: return error(code);
  }
}

Text Locale::server_problem(ErrorCode code) const { return code == ErrorCode::damaged ? (*this)("server.damaged"_key) : error(code); }

Text Locale::fetch_problem(ErrorCode code, bool one_form) const {
  switch (code) {
  case ErrorCode::no_network: return (*this)("fetch.no_network"_key);
  case ErrorCode::timeout: return (*this)("fetch.timeout"_key);
  case ErrorCode::tls_untrusted: return (*this)("fetch.untrusted"_key);
  case ErrorCode::not_found: return one_form ? (*this)("fetch.form_missing"_key) : error(ErrorCode::no_project);
  case ErrorCode::malformed: return (*this)("fetch.malformed"_key);
  case ErrorCode::refused: return (*this)("fetch.refused"_key);
  case ErrorCode::server_error: return (*this)("fetch.server_error"_key);
  case ErrorCode::disk_full: return (*this)("fetch.disk_full"_key);
  default: return error(code);
  }
}

} // namespace pilotage::ui
