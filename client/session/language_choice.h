// Which of a form's languages a person means: "fr", "Français" and "Français (fr)" are one.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace pilotage::session {

// The form's own name of the language, or nothing where it has no such language.
std::optional<std::string> language_meant(std::span<const std::string> languages, std::string_view wanted);

} // namespace pilotage::session
