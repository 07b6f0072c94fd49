// What the headers of a sheet mean. XLSForm knows several names for one column ("relevance" is "relevant"), joins a
// language or a property to a name with "::" (or ":" in old forms), and does not mind capitals and spaces in known names.
// Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "forms/xlsform/problems.h"
#include "forms/xlsform/workbook.h"

namespace pilotage::forms::xlsform {

// "constraint_message::French (fr)" is {"bind", "jr:constraintMsg", "French (fr)"}.
using ColumnPath = std::vector<std::string>;

struct Alias {
  std::string_view header;
  std::string_view first;
  std::string_view second = {}; // empty where the alias has one part
};

struct ColumnVocabulary {
  std::span<const Alias> aliases;
  std::span<const std::string_view> names;
};

extern const ColumnVocabulary kSurveyColumns;
extern const ColumnVocabulary kChoiceColumns;
extern const ColumnVocabulary kSettingsColumns;
extern const ColumnVocabulary kEntityColumns;

// By column of the sheet. Two headers that mean the same column are an error.
std::vector<ColumnPath> column_paths(const Sheet& sheet, const ColumnVocabulary& vocabulary, Problems& problems);

} // namespace pilotage::forms::xlsform
