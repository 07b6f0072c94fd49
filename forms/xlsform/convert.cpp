#include "forms/xlsform/convert.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "forms/xlsform/choices.h"
#include "forms/xlsform/entities.h"
#include "forms/xlsform/form_builder.h"
#include "forms/xlsform/form_checks.h"
#include "forms/xlsform/form_source.h"
#include "forms/xlsform/form_warnings.h"
#include "forms/xlsform/itext.h"
#include "forms/xlsform/namespaces.h"
#include "forms/xlsform/paths.h"
#include "forms/xlsform/problems.h"
#include "forms/xlsform/read_workbook.h"
#include "forms/xlsform/settings.h"
#include "forms/xlsform/sheet_names.h"
#include "forms/xlsform/survey_sheet.h"
#include "forms/xlsform/text.h"
#include "forms/xlsform/xform_document.h"

namespace pilotage::forms::xlsform {
namespace {

void check_survey_sheet(const Workbook& workbook, const SurveySheet& survey, Problems& problems) {
  if (!survey.exists() || survey.sheet()->headers.empty()) {
    problems.error({}, cat({"the workbook has no sheet named \"survey\" with questions in it", similar_sheets(workbook, "survey")}),
                   "name the sheet with the questions \"survey\"");
    return;
  }
  const auto& paths = survey.paths();
  if (std::find(paths.begin(), paths.end(), ColumnPath{"type"}) == paths.end()) {
    problems.error({"survey", 1, {}}, "there is no column \"type\"", "add it: it says what kind of question each row is");
  }
}

// RFC 4180, every field quoted: what devices look external choices up in.
std::string csv_of(const Sheet& sheet) {
  std::string csv;
  const auto add_field = [&csv](std::string_view text, bool first) {
    csv += cat({first ? "" : ",", "\"", replace_all(text, "\"", "\"\""), "\""});
  };
  for (std::size_t column = 0; column < sheet.columns(); ++column) add_field(sheet.headers[column], column == 0);
  csv += "\r\n";
  for (std::size_t row = 0; row < sheet.rows(); ++row) {
    for (std::size_t column = 0; column < sheet.columns(); ++column) add_field(sheet.cell(row, column), column == 0);
    csv += "\r\n";
  }
  return csv;
}

// Which column of the entities sheet gives this part of an entity.
std::string_view entity_column(std::string_view path) {
  if (path.ends_with("create")) return "create_if";
  if (path.ends_with("update")) return "update_if";
  return path.ends_with("label") ? "label" : "entity_id";
}

void map_element(const Element& element, const SurveySheet& survey, SourceMap& map) {
  if (element.row == 0 || element.path.empty()) return;
  const bool entity = element.kind == Element::Kind::entity || element.kind == Element::Kind::entity_attribute ||
                      element.kind == Element::Kind::entity_label;
  map.add_node(element.path, entity ? "entities" : "survey", element.row);
  if (entity) map.add_cell(element.path, "calculate", entity_column(element.path));
  if (element.counts_repeat) map.add_cell(element.path, "calculate", survey.place(element.row, {"control", "jr:count"}).column);
  if (element.has_trigger) map.add_cell(element.path, "setvalue", survey.place(element.row, {"bind", "calculate"}).column);
}

void map_instance_name(const Workbook& workbook, const Element& form, SourceMap& map) {
  const Sheet* const settings = workbook.find("settings");
  if (settings == nullptr) return;
  Problems judged({});
  const std::vector<ColumnPath> paths = column_paths(*settings, kSettingsColumns, judged);
  const auto column = std::find(paths.begin(), paths.end(), ColumnPath{"instance_name"});
  if (column == paths.end()) return;
  const std::string path = cat({form.path, "/meta/instanceName"});
  map.add_node(path, "settings", 2);
  map.add_cell(path, "calculate", settings->headers[static_cast<std::size_t>(column - paths.begin())]);
}

SourceMap map_of(const Element& form, const SurveySheet& survey, const Workbook& workbook) {
  SourceMap map;
  walk(form, [&](const Element& element) { map_element(element, survey, map); });
  map_instance_name(workbook, form, map);
  const auto& paths = survey.paths();
  for (std::size_t i = 0; i < paths.size(); ++i) map.add_column(paths[i].back(), survey.sheet()->headers[i]);
  return map;
}

} // namespace

std::expected<Conversion, std::vector<Message>> convert(std::string_view bytes, const ConvertOptions& options) {
  Problems problems(options.file_name);
  std::optional<Workbook> workbook = read_workbook(bytes, guess_format(bytes, options.file_name), problems);
  if (!workbook) return std::unexpected(problems.in_order());

  Settings settings = read_settings(*workbook, options, problems);
  Choices choices(*workbook, "choices", settings, problems);
  const Choices external_choices(*workbook, "external_choices", settings, problems);
  const Choices osm(*workbook, "osm", settings, problems);
  Entities entities(*workbook, settings, problems);
  const SurveySheet survey(*workbook, settings, problems);
  check_survey_sheet(*workbook, survey, problems);
  if (!survey.exists() || problems.any_error()) {
    if (!survey.exists() || survey.sheet()->headers.empty()) return std::unexpected(problems.in_order());
  }

  FormSource source{*workbook, settings, survey, choices, external_choices, osm, entities, problems};
  const std::unique_ptr<Element> form = build_form(source);
  set_paths(*form);
  const Paths paths(*form);
  check_names(*form, source);
  check_references(source, paths);
  check_questions(*form, source, paths);
  check_prefixes(*form, source);
  warn_of_languages(source, *form);
  warn_of_sheets(source);
  warn_of_unused_lists(source);
  warn_of_unreachable(*form, source, paths);
  const std::vector<SecondaryInstance> external = find_external_instances(*form, choices, *workbook->arena, problems);
  entities.check_lists([&](std::string_view id) {
    return choices.find(id) != nullptr || std::ranges::any_of(external, [id](const SecondaryInstance& known) { return known.id == id; });
  });
  if (problems.any_error()) return std::unexpected(problems.in_order());

  const Itext itext(*form, choices, settings.default_language);
  Conversion conversion;
  conversion.xform = write_xform({*form, settings, choices, paths, itext, external, entities.version()});
  conversion.title = settings.title;
  conversion.form_id = settings.form_id;
  conversion.version = settings.version;
  if (const Sheet* const sheet = workbook->find("external_choices")) conversion.itemsets_csv = csv_of(*sheet);
  conversion.warnings = problems.in_order();
  conversion.source_map = map_of(*form, survey, *workbook);
  return conversion;
}

} // namespace pilotage::forms::xlsform
