#include <algorithm>
#include <set>
#include <string>

#include "forms/xlsform/column_names.h"
#include "forms/xlsform/form_checks.h"
#include "forms/xlsform/references.h"
#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
namespace {

class ReferenceCheck {
public:
  ReferenceCheck(const FormSource& source, const Paths& paths) : source_(source), paths_(paths) {}

  void check_sheet(std::string_view name, const ColumnVocabulary& vocabulary, const std::set<std::string_view>& ignored,
                   const std::set<std::string_view>& only) {
    const Sheet* const sheet = source_.workbook.find(name);
    if (sheet == nullptr) return;
    // The headers were judged when the sheet was read.
    Problems judged({});
    const std::vector<ColumnPath> paths = column_paths(*sheet, vocabulary, judged);
    for (std::size_t column = 0; column < sheet->columns(); ++column) {
      const std::string& first = paths[column][0];
      if (ignored.contains(first) || (!only.empty() && !only.contains(first))) continue;
      for (std::size_t row = 0; row < sheet->rows(); ++row) check_cell(*sheet, row, column);
    }
  }

private:
  void check_cell(const Sheet& sheet, std::size_t row, std::size_t column) {
    const std::string_view text = sheet.cell(row, column);
    if (text.find("${") == std::string_view::npos) return;
    const Place place{sheet.name, Sheet::row_number(row), sheet.headers[column]};
    if (const std::string_view broken = broken_reference(text); !broken.empty()) {
      source_.problems.error(place, cat({"\"", broken, "\" is no reference to a question"}),
                             "write ${, the question's name, and } without spaces");
    }
    for (const Reference& reference : references_in(text)) check_reference(reference.name, place);
  }

  void check_reference(std::string_view name, const Place& place) {
    const std::size_t count = paths_.count(name);
    if (count == 1) return;
    if (count > 1) {
      source_.problems.error(place, cat({"${", name, "} could be one of several questions of that name"}),
                             "rename them, so that each name stands once in the form");
      return;
    }
    const std::string similar = similar_name(name);
    source_.problems.error(place, cat({"there is no question or group named \"", name, "\""}),
                           similar.empty() ? std::string("correct the name, or add the question")
                                           : cat({"did you mean ${", similar, "}?"}));
  }

  std::string similar_name(std::string_view name) const {
    const Sheet* const sheet = source_.survey.sheet();
    const auto& paths = source_.survey.paths();
    for (std::size_t column = 0; column < paths.size(); ++column) {
      if (paths[column] != ColumnPath{"name"}) continue;
      for (std::size_t row = 0; row < std::min<std::size_t>(sheet->rows(), 2000); ++row) {
        const std::string_view other = sheet->cell(row, column);
        if (lower(other) == lower(name) || (name.size() > 3 && edit_distance(other, name) <= 1)) return std::string(other);
      }
    }
    return {};
  }

  const FormSource& source_;
  const Paths& paths_;
};

} // namespace

void check_references(const FormSource& source, const Paths& paths) {
  ReferenceCheck check(source, paths);
  check.check_sheet("survey", kSurveyColumns, {"type", "name", "trigger"}, {});
  check.check_sheet("choices", kChoiceColumns, {}, {"label", "media"});
  check.check_sheet("settings", kSettingsColumns, {}, {});
  check.check_sheet("entities", kEntityColumns, {"dataset", "repeat"}, {});
}

} // namespace pilotage::forms::xlsform
