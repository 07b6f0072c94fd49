// The program's phrases in one language, and how that language writes dates and numbers. The phrases are compiled into
// the program from assets/locales/*.json. Immutable; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "client/ui/text.h"
#include "forms/error.h"

namespace pilotage::ui {

enum class Language { english, french, spanish };
inline constexpr std::array kLanguages = {Language::english, Language::french, Language::spanish};

// "en", "fr", "es".
std::string_view code(Language language);
// The language of "fr", "fr_CA.UTF-8", "French (fr)"…; nullopt where it is none of the three.
std::optional<Language> known_language(std::string_view code);
// The same, and English where it is none of the three.
Language language_of(std::string_view code);
// The language of LC_ALL, LC_MESSAGES or LANG.
Language language_of_environment();

// A place in a phrase, "{name}", and what stands there.
struct Slot {
  std::string_view name;
  std::string_view value;
};

class Locale {
public:
  static const Locale& of(Language language);

  Language language() const { return language_; }
  // The phrase. A key that is not there shows as ⟦key⟧; tests/rules makes sure that none is.
  Text operator()(TextKey key, std::initializer_list<Slot> slots = {}) const;
  // The phrase for that number, which stands at {count}.
  Text operator()(CountKey key, std::int64_t count, std::initializer_list<Slot> slots = {}) const;
  // Why a settings code is not taken.
  Text code_problem(ErrorCode code) const;
  // The sentence for a kind of error, as people read it.
  Text error(ErrorCode code) const;
  // Why a response was not sent: by the server's answer where there was one (`status`, HTTP; 0: none), else by the kind of error.
  Text send_problem(ErrorCode code, int status) const;
  // That what a response is called cannot be read on this laptop, and what to do.
  Text unreadable(ErrorCode code) const;
  // Why this laptop cannot use a server that is set up, and what to do.
  Text server_problem(ErrorCode code) const;
  // Why one questionnaire, or a project's list of them, was not fetched.
  Text fetch_problem(ErrorCode code, bool one_form) const;

  // "12 March 2026" for "2026-03-12"; the text itself where it is no ISO date.
  Text date(std::string_view iso_date) const;
  // "12 March 2026, 14:05" for milliseconds since 1970 UTC, on the local clock.
  Text moment(std::int64_t milliseconds) const;
  // "March 2026"; months count from 1.
  Text month(int year, int month) const;
  // The first letters of a weekday; 0 is Monday.
  Text weekday(int day) const;
  // How the language writes a date in digits: "31/12/2026", as an example for a field.
  Text date_in_digits(std::string_view iso_date) const;
  // The ISO date that somebody typed: ISO, or day first with / . - or spaces ("3/4/2026" is 3 April). "" where it is no date.
  std::string date_typed(std::string_view typed) const;
  // "840 bytes", "12 KB", "1.4 MB", in thousands.
  Text bytes(std::int64_t count) const;
  // The decimal point that people type: "," in French and Spanish.
  char decimal_point() const { return language_ == Language::english ? '.' : ','; }

private:
  explicit Locale(Language language);
  std::string_view phrase(std::string_view key) const;

  Language language_;
  std::map<std::string, std::string, std::less<>> phrases_;
};

} // namespace pilotage::ui
