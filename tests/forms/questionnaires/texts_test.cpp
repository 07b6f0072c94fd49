// Every text of every bundled questionnaire: there in three languages, translated, and set in decent type.
#include <doctest/doctest.h>

#include <array>
#include <set>
#include <string>
#include <string_view>

#include "forms/questionnaires/table.h"

using namespace pilotage::forms::questionnaires;

namespace {

constexpr std::array<std::string_view, 5> kTexts = {"label", "hint", "guidance_hint", "required_message", "constraint_message"};

// Words that are written alike in two of the languages.
const std::set<std::string, std::less<>> kAlike = {"Codes",       "Date",          "Fin",   "Guide",       "Incident",
                                                   "Incidents",   "International", "Local", "National",    "No",
                                                   "Observation", "Observations",  "Page",  "Publication", "Section"};

struct Translated {
  std::string english, french, spanish;
};

Translated text(const Row& row, std::string_view column) {
  const std::string name(column);
  return {row[name + "::English (en)"], row[name + "::Français (fr)"], row[name + "::Español (es)"]};
}

bool names_a_country(const Row& row) { return row["list_name"].ends_with("country"); }

bool is_number(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos; }

bool may_be_alike(const Row& row, const std::string& label) { return names_a_country(row) || is_number(label) || kAlike.contains(label); }

// French puts a narrow no-break space before these, and after an opening guillemet. A colon also stands in "uuid:" and in web addresses.
bool french_spacing_holds(std::string text) {
  constexpr std::string_view kNarrow = "\u202f";
  for (const std::string_view exempt : {"uuid:", "http:", "https:"}) {
    for (auto at = text.find(exempt); at != std::string::npos; at = text.find(exempt)) text.erase(at, exempt.size());
  }
  for (const std::string_view mark : {";", ":", "?", "!", "»"}) {
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
      if (!std::string_view(text).substr(0, at).ends_with(kNarrow) && !text.substr(at).starts_with("://")) return false;
    }
  }
  for (auto at = text.find("«"); at != std::string::npos; at = text.find("«", at + 1)) {
    if (!std::string_view(text).substr(at + 2).starts_with(kNarrow)) return false;
  }
  return true;
}

int occurrences(std::string_view text, std::string_view part) {
  int count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

bool opens_its_questions(std::string_view spanish) { return occurrences(spanish, "?") == occurrences(spanish, "¿"); }

} // namespace

TEST_CASE("all nine questionnaires are there") { CHECK_EQ(questionnaire_names().size(), 9); }

TEST_CASE("every text is there in the three languages") {
  for (const auto& name : questionnaire_names()) {
    for (const Row& row : rows(name)) {
      CAPTURE(name);
      CAPTURE(row.line);
      const bool speaks = row.sheet == "choices" || (row.sheet == "survey" && !row["type"].starts_with("end_") &&
                                                     row["type"] != "calculate" && row["type"] != "start" && row["type"] != "end");
      for (const auto column : kTexts) {
        const auto [english, french, spanish] = text(row, column);
        CHECK_EQ(english.empty(), french.empty());
        CHECK_EQ(english.empty(), spanish.empty());
        if (column == "label" && speaks) CHECK_FALSE(english.empty());
      }
      if (!row["required"].empty()) CHECK_FALSE(text(row, "required_message").french.empty());
      if (!row["constraint"].empty()) CHECK_FALSE(text(row, "constraint_message").french.empty());
    }
  }
}

TEST_CASE("no translation is the English text by mistake") {
  for (const auto& name : questionnaire_names()) {
    for (const Row& row : rows(name)) {
      for (const auto column : kTexts) {
        const auto [english, french, spanish] = text(row, column);
        if (english.empty() || may_be_alike(row, english)) continue;
        CAPTURE(name);
        CAPTURE(row.line);
        CHECK_NE(english, french);
        CHECK_NE(english, spanish);
        if (!kAlike.contains(french)) CHECK_NE(french, spanish);
      }
    }
  }
}

TEST_CASE("quotation marks, apostrophes and French spaces are typographic") {
  for (const auto& name : questionnaire_names()) {
    for (const Row& row : rows(name)) {
      for (const auto column : kTexts) {
        const auto [english, french, spanish] = text(row, column);
        CAPTURE(name);
        CAPTURE(row.line);
        for (const auto& in_language : {english, french, spanish}) CHECK_EQ(in_language.find_first_of("'\""), std::string::npos);
        CHECK_MESSAGE(french_spacing_holds(french), french);
        CHECK_MESSAGE(opens_its_questions(spanish), spanish);
      }
    }
  }
}

TEST_CASE("names and choices are not used twice") {
  for (const auto& name : questionnaire_names()) {
    std::set<std::string> seen;
    for (const Row& row : rows(name)) {
      if (row["name"].empty()) continue;
      CHECK_MESSAGE(seen.insert(row["list_name"] + "/" + row["name"]).second, name, " line ", row.line, ": ", row["name"]);
    }
  }
}
