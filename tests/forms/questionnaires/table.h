// The rows of a questionnaire as its author wrote them: Markdown tables, one for each sheet. For tests of the texts themselves,
// which want every row, shown or not.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pilotage::forms::questionnaires {

struct Row {
  std::string sheet;
  int line = 0;
  std::map<std::string, std::string, std::less<>> cells; // by column

  // "" where there is no such column.
  std::string operator[](std::string_view column) const;
};

// The names of the questionnaires in assets/questionnaires, without the ending.
std::vector<std::string> questionnaire_names();
std::vector<Row> rows(const std::string& questionnaire);

} // namespace pilotage::forms::questionnaires
