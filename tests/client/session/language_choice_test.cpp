#include "client/session/language_choice.h"

#include <doctest/doctest.h>

#include <array>

using pilotage::session::language_meant;

TEST_CASE("a language is meant by its name, its code, or both") {
  const std::array<std::string, 3> languages = {"English (en)", "Français (fr)", "Kiswahili"};
  for (const char* wanted : {"fr", "FR", "Français", "Français (fr)"}) CHECK(language_meant(languages, wanted) == "Français (fr)");
  CHECK(language_meant(languages, "kiswahili") == "Kiswahili");
  CHECK_FALSE(language_meant(languages, "es").has_value());
  CHECK_FALSE(language_meant({}, "en").has_value());
}
