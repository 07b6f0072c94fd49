#include "forms/xlsform/survey_sheet.h"

#include <algorithm>
#include <array>
#include <utility>

#include "forms/xlsform/expression_tokens.h"
#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
namespace {

// What people paste from word processors: typographic quotes, and spaces by the dozen.
std::string_view cleaned(std::string_view text, TextArena& arena) {
  if (has_smart_quotes(text)) text = arena.keep(with_plain_quotes(text));
  if (has_double_spaces(text)) text = arena.keep(with_single_spaces(text));
  return text;
}

bool is_formula(const ColumnPath& path) {
  if (path.size() == 1) return path[0] == "choice_filter" || path[0] == "default";
  if (path[0] == "control") return path[1] == "jr:count";
  constexpr std::array<std::string_view, 5> kFormulas = {"relevant", "constraint", "calculate", "required", "readonly"};
  return path[0] == "bind" && path.size() == 2 && std::find(kFormulas.begin(), kFormulas.end(), path[1]) != kFormulas.end();
}

// Typographic quotes outside of a text: they quote nothing.
bool quotes_with_smart_quotes(std::string_view formula) {
  if (!has_smart_quotes(formula)) return false;
  const std::vector<Token> tokens = tokens_of(formula);
  return std::any_of(tokens.begin(), tokens.end(), [&](const Token& token) {
    return token.kind != TokenKind::literal && has_smart_quotes(formula.substr(token.start, token.length));
  });
}

// They become plain ones where texts are cleaned, and make the formula unreadable where they are not.
void check_quotes(const Sheet& sheet, const std::vector<ColumnPath>& paths, bool cleaned, Problems& problems) {
  constexpr std::string_view kRemedy = "type plain quotes, ' or \", and switch off their automatic correction";
  for (std::size_t column = 0; column < paths.size(); ++column) {
    if (!is_formula(paths[column])) continue;
    for (std::size_t row = 0; row < sheet.rows(); ++row) {
      const Place place{sheet.name, Sheet::row_number(row), sheet.headers[column]};
      const std::string_view formula = sheet.cell(row, column);
      if (cleaned && has_smart_quotes(formula)) {
        problems.warning(place, "the formula has typographic quotes, which are taken for plain ones", std::string(kRemedy));
      } else if (!cleaned && paths[column][0] != "default" && quotes_with_smart_quotes(formula)) {
        problems.error(place, "the formula has typographic quotes, which no device understands", std::string(kRemedy));
      }
    }
  }
}

void set_medium(Media& media, std::string_view kind, std::string_view language, std::string_view file) {
  auto medium = std::find_if(media.begin(), media.end(), [kind](const Medium& known) { return known.kind == kind; });
  if (medium == media.end()) medium = media.insert(media.end(), Medium{kind, {}});
  medium->file.set(language, file);
}

} // namespace

SurveySheet::SurveySheet(Workbook& workbook, const Settings& settings, Problems& problems) : arena_(workbook.arena) {
  Sheet* const sheet = workbook.find("survey");
  if (sheet == nullptr) return;
  sheet_ = sheet;
  paths_ = column_paths(*sheet, kSurveyColumns, problems);
  check_quotes(*sheet, paths_, settings.clean_text_values, problems);
  if (settings.clean_text_values) {
    for (std::string_view& cell : sheet->cells) cell = cleaned(cell, *arena_);
  }
  for (const ColumnPath& path : paths_) columns_.push_back(column_of(path));
}

SurveySheet::Field SurveySheet::field_of(const ColumnPath& path) {
  constexpr auto kWhole = std::to_array<std::pair<std::string_view, Field>>({{"type", Field::type},
                                                                             {"name", Field::name},
                                                                             {"default", Field::default_value},
                                                                             {"choice_filter", Field::choice_filter},
                                                                             {"parameters", Field::parameters},
                                                                             {"trigger", Field::trigger},
                                                                             {"intent", Field::intent},
                                                                             {"disabled", Field::disabled}});
  constexpr auto kTexts = std::to_array<std::pair<std::string_view, Field>>(
      {{"label", Field::label}, {"hint", Field::hint}, {"guidance_hint", Field::guidance_hint}});
  constexpr auto kMessages = std::to_array<std::pair<std::string_view, Field>>({{"jr:constraintMsg", Field::constraint_message},
                                                                                {"jr:requiredMsg", Field::required_message},
                                                                                {"jr:noAppErrorString", Field::no_app_error}});
  const auto look_up = [](const auto& table, std::string_view name) {
    for (const auto& [known, field] : table) {
      if (known == name) return field;
    }
    return Field::ignored;
  };
  const std::string_view first = path[0];
  if (path.size() == 1 && look_up(kWhole, first) != Field::ignored) return look_up(kWhole, first);
  if (path.size() <= 2 && look_up(kTexts, first) != Field::ignored) return look_up(kTexts, first);
  if (path.size() == 1 && first == "media") return Field::unnamed_medium;
  if (path.size() < 2) return Field::ignored;
  if (first == "media") return path.size() <= 3 ? Field::media : Field::ignored;
  if (first == "bind" && path.size() <= 3 && look_up(kMessages, path[1]) != Field::ignored) return look_up(kMessages, path[1]);
  if (path.size() > 2) return Field::ignored;
  return first == "bind" ? Field::bind : first == "control" ? Field::control : first == "instance" ? Field::instance : Field::ignored;
}

SurveySheet::Column SurveySheet::column_of(const ColumnPath& path) const {
  Column column{field_of(path), {}, {}};
  switch (column.field) {
  case Field::label:
  case Field::hint:
  case Field::guidance_hint:
    if (path.size() == 2) column.language = arena_->keep(path[1]);
    break;
  case Field::media:
  case Field::constraint_message:
  case Field::required_message:
  case Field::no_app_error:
    if (path.size() == 3) column.language = arena_->keep(path[2]);
    [[fallthrough]];
  case Field::bind:
  case Field::control:
  case Field::instance: column.key = arena_->keep(path[1]); break;
  default: break;
  }
  return column;
}

void SurveySheet::set(SurveyRow& row, const Column& column, std::string_view text) {
  Element& element = *row.element;
  switch (column.field) {
  case Field::type: element.type = text; break;
  case Field::name: element.name = text; break;
  case Field::label: element.label.set(column.language, text); break;
  case Field::hint: element.hint.set(column.language, text); break;
  case Field::guidance_hint: element.guidance_hint.set(column.language, text); break;
  case Field::media: set_medium(element.media, column.key, column.language, text); break;
  case Field::unnamed_medium: element.has_unnamed_medium = true; break;
  case Field::bind: element.bind.set(column.key, text); break;
  case Field::constraint_message: element.constraint_message.set(column.language, text); break;
  case Field::required_message: element.required_message.set(column.language, text); break;
  case Field::no_app_error: element.no_app_error.set(column.language, text); break;
  case Field::control: element.control.set(column.key, text); break;
  case Field::instance: element.instance.set(column.key, text); break;
  case Field::default_value: element.default_value = text; break;
  case Field::choice_filter: element.choice_filter = text; break;
  case Field::parameters: row.parameters = text; break;
  case Field::trigger: row.trigger = text; break;
  case Field::intent: element.intent = text; break;
  case Field::disabled:
    row.disabled = text;
    row.has_disabled = true;
    break;
  case Field::ignored: break;
  }
}

SurveyRow SurveySheet::row(std::size_t index) const {
  SurveyRow row;
  row.number = Sheet::row_number(index);
  row.element = std::make_unique<Element>();
  row.element->row = row.number;
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    const std::string_view text = sheet_->cell(index, column);
    if (text.empty()) continue;
    if (columns_[column].field != Field::disabled) row.is_empty = false;
    set(row, columns_[column], text);
  }
  return row;
}

Place SurveySheet::place(int row_number, const ColumnPath& path) const {
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    if (paths_[i] == path) return {"survey", row_number, sheet_->headers[i]};
  }
  // The first of its translations, else the column's usual name.
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    if (paths_[i].size() > path.size() && std::equal(path.begin(), path.end(), paths_[i].begin()))
      return {"survey", row_number, sheet_->headers[i]};
  }
  const std::string& name = path.back();
  return {"survey", row_number, name == "calculate" ? "calculation" : name == "entities:saveto" ? "save_to" : name};
}

} // namespace pilotage::forms::xlsform
