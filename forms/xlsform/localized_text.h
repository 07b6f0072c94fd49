// A text that may be written once, or once per language. Values; the texts point into the workbook's arena.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace pilotage::forms::xlsform {

struct LocalizedText {
  // Written in a column without a language.
  std::string_view plain;
  // In the order of the columns.
  std::vector<std::pair<std::string_view, std::string_view>> by_language;

  bool empty() const { return plain.empty() && by_language.empty(); }
  bool is_localized() const { return !by_language.empty(); }

  void set(std::string_view language, std::string_view text) {
    if (language.empty()) {
      plain = text;
    } else {
      by_language.emplace_back(language, text);
    }
  }

  // Calls `visit(language, text)` for each; the plain text counts for the default language unless that has its own.
  template <typename Visit>
  void each(std::string_view default_language, Visit&& visit) const {
    bool has_default = false;
    for (const auto& [language, text] : by_language) has_default = has_default || language == default_language;
    if (!plain.empty() && !has_default) visit(default_language, plain);
    for (const auto& [language, text] : by_language) visit(language, text);
  }
};

struct Medium {
  std::string_view kind; // image, big-image, audio, video
  LocalizedText file;
};

using Media = std::vector<Medium>;

} // namespace pilotage::forms::xlsform
