#include <algorithm>
#include <string>

#include "forms/xlsform/form_warnings.h"
#include "forms/xlsform/sheet_names.h"
#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
namespace {

bool is_empty(const Sheet& sheet, std::size_t column) {
  for (std::size_t row = 0; row < sheet.rows(); ++row) {
    if (!sheet.cell(row, column).empty()) return false;
  }
  return true;
}

// The known column that a misspelt header may stand for.
std::string_view meant(std::string_view header) {
  const std::string written = snake_case(header);
  if (written.size() < 4) return {};
  for (const std::string_view name : kSurveyColumns.names) {
    if (name.size() > 3 && edit_distance(written, name) == 1) return name;
  }
  for (const Alias& alias : kSurveyColumns.aliases) {
    const std::size_t distance = edit_distance(written, alias.header);
    if (alias.header.size() > 4 && distance > 0 && distance <= (alias.header.size() > 7 ? 2 : 1)) return alias.header;
  }
  return {};
}

void warn_of_columns(const FormSource& source) {
  const Sheet& sheet = *source.survey.sheet();
  for (std::size_t column = 0; column < sheet.columns(); ++column) {
    if (!source.survey.is_ignored(column) || is_empty(sheet, column)) continue;
    const ColumnPath& path = source.survey.paths()[column];
    const Place place{"survey", 1, sheet.headers[column]};
    const bool known = path[0] == "bind" || path[0] == "control" || path[0] == "instance" || path[0] == "media";
    if (known) {
      source.problems.warning(place, "the column cannot be read, and is left out",
                              "write its parts with double colons: bind::name, body::name, instance::name");
    } else if (const std::string_view name = meant(path[0]); !name.empty()) {
      source.problems.warning(place, cat({"there is no column \"", path[0], "\", and it is left out"}),
                              cat({"did you mean \"", name, "\"?"}));
    }
  }
}

} // namespace

void warn_of_sheets(const FormSource& source) {
  for (const std::string_view name : {"settings", "choices", "entities", "external_choices"}) {
    if (source.workbook.find(name) != nullptr) continue;
    const std::string similar = similar_sheets(source.workbook, name);
    if (similar.empty()) continue;
    source.problems.warning({}, cat({"the workbook has no sheet \"", name, "\"", similar}),
                            cat({"rename it if it is meant to be \"", name, "\", or let its name begin with _"}));
  }
  if (source.survey.exists()) warn_of_columns(source);
}

void warn_of_unused_lists(const FormSource& source) {
  const Sheet* const survey = source.survey.sheet();
  for (const ChoiceList& list : source.choices.lists()) {
    if (list.used) continue;
    // Formulas may look into a list as well.
    const std::string lookups[] = {cat({"'", list.name, "'"}), cat({"\"", list.name, "\""})};
    const bool mentioned = std::any_of(survey->cells.begin(), survey->cells.end(), [&lookups](std::string_view cell) {
      return cell.find("instance(") != std::string_view::npos &&
             (cell.find(lookups[0]) != std::string_view::npos || cell.find(lookups[1]) != std::string_view::npos);
    });
    if (mentioned) continue;
    source.problems.warning({"choices", Sheet::row_number(list.rows.front()), "list_name"},
                            cat({"no question uses the list \"", list.name, "\""}),
                            "correct its name here or in the question's type, or delete the list");
  }
}

} // namespace pilotage::forms::xlsform
