// search('towns', 'matches', 'district', ${district}) in the appearance of a select: its choices come from a CSV file, as ODK Collect has
// it for forms that were written before select_one_from_file.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "forms/error.h"
#include "forms/model/control.h"

namespace pilotage::forms {

struct SearchAppearance {
  std::string table; // "towns", of towns.csv
  std::string nodes; // the rows that are choices, as an XPath node-set
  std::string rest;  // the appearance without search(…)
};

// nullopt: the appearance has no search(). Errors: malformed, where it is not search('table') with nothing, with how to look, the columns
// to look in and the text to look for, or with those and a column and the value that it must have.
Result<std::optional<SearchAppearance>> read_search(std::string_view appearance);

// In such a question a choice whose value is a number is one as it is; another stands for the rows: its value and its label name columns.
bool stands_for_rows(const ChoiceSource& choice);

// The text of a row: the columns that a label names, "name" or "name, district".
std::string columns_text(std::string_view columns);
// The same where the translations name the columns.
std::string columns_text_of_itext(std::string_view text_id);

} // namespace pilotage::forms
