#include "client/session/language_choice.h"

#include <algorithm>
#include <cctype>

namespace pilotage::session {

namespace {

bool same_letters(std::string_view one, std::string_view other) {
  return std::ranges::equal(one, other, [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

// "fr" of "Français (fr)"; "" where there is no code.
std::string_view code_of(std::string_view language) {
  const std::size_t open = language.rfind('(');
  if (open == std::string_view::npos || !language.ends_with(')')) return "";
  return language.substr(open + 1, language.size() - open - 2);
}

std::string_view name_of(std::string_view language) {
  const std::string_view name = language.substr(0, language.rfind('('));
  return name.substr(0, name.find_last_not_of(' ') + 1);
}

} // namespace

std::optional<std::string> language_meant(std::span<const std::string> languages, std::string_view wanted) {
  for (const std::string& language : languages)
    if (language == wanted) return language;
  for (const std::string& language : languages)
    if (same_letters(code_of(language), wanted) || same_letters(name_of(language), wanted)) return language;
  return std::nullopt;
}

} // namespace pilotage::session
