#include "forms/xlsform/choices.h"

#include <algorithm>
#include <unordered_set>

#include "forms/xlsform/column_names.h"
#include "forms/xlsform/references.h"
#include "forms/xlsform/text.h"
#include "forms/xlsform/utf8.h"

namespace pilotage::forms::xlsform {
namespace {

using Kind = Choices::Column::Kind;

Kind kind_of(const ColumnPath& path) {
  if (path[0] == "list_name") return Kind::list_name;
  if (path[0] == "name") return Kind::name;
  if (path[0] == "label") return path.size() <= 2 ? Kind::label : Kind::ignored;
  if (path[0] == "media") return path.size() == 2 || path.size() == 3 ? Kind::media : Kind::ignored;
  if (path[0] == "sms_option") return Kind::sms_option;
  return path.size() == 1 && is_xml_name(path[0]) ? Kind::extra : Kind::ignored;
}

} // namespace

Choices::Choices(Workbook& workbook, std::string_view sheet_name, const Settings& settings, Problems& problems) : arena_(workbook.arena) {
  Sheet* const sheet = workbook.find(sheet_name);
  if (sheet == nullptr) return;
  sheet_ = sheet;
  if (settings.clean_text_values) {
    for (std::string_view& cell : sheet->cells) {
      if (has_smart_quotes(cell)) cell = arena_->keep(with_plain_quotes(cell));
    }
  }
  read_columns(problems);
  group_rows();
  if (sheet_name == "choices") check(settings, problems);
  find_itext();
}

void Choices::read_columns(Problems& problems) {
  const std::vector<ColumnPath> paths = column_paths(*sheet_, kChoiceColumns, problems);
  for (std::size_t i = 0; i < paths.size(); ++i) {
    Column column{kind_of(paths[i]), {}, {}, sheet_->headers[i]};
    if (column.kind == Kind::list_name) list_column_ = static_cast<std::ptrdiff_t>(i);
    if (column.kind == Kind::name) name_column_ = static_cast<std::ptrdiff_t>(i);
    if (column.kind == Kind::label && paths[i].size() == 2) column.language = arena_->keep(paths[i][1]);
    if (column.kind == Kind::media && paths[i].size() == 3) column.language = arena_->keep(paths[i][2]);
    column.key = arena_->keep(column.kind == Kind::media ? paths[i][1] : paths[i][0]);
    if (column.kind == Kind::ignored && sheet_->name == "choices") {
      problems.warning({"choices", 1, column.header}, "the column is left out, because its header cannot be the name of an element",
                       "if formulas need it, rename it: letters, digits, _, - and . only, without spaces");
    }
    columns_.push_back(column);
  }
}

void Choices::group_rows() {
  if (list_column_ < 0) return;
  for (std::size_t row = 0; row < sheet_->rows(); ++row) {
    const std::string_view name = cell(row, static_cast<std::size_t>(list_column_));
    if (name.empty()) continue;
    const auto [place, is_new] = index_.try_emplace(name, lists_.size());
    if (is_new) lists_.push_back({.name = name, .rows = {}});
    lists_[place->second].rows.push_back(row);
  }
}

Place Choices::place(std::size_t row, std::ptrdiff_t column, std::string_view otherwise) const {
  return {sheet_->name, Sheet::row_number(row), column < 0 ? std::string(otherwise) : sheet_->headers[static_cast<std::size_t>(column)]};
}

void Choices::check(const Settings& settings, Problems& problems) const {
  if (sheet_->rows() == 0) return;
  if (name_column_ < 0)
    problems.error({"choices", 1, {}}, "there is no column \"name\"", "add it: each choice needs a name, which is stored as the answer");
  if (list_column_ < 0)
    problems.error({"choices", 1, {}}, "there is no column \"list_name\"", "add it: it tells which list a choice belongs to");
  if (name_column_ < 0 || list_column_ < 0) return;
  for (const ChoiceList& list : lists_) check_list(list, settings.allow_choice_duplicates, problems);
  for (std::size_t row = 0; row < sheet_->rows(); ++row) {
    if (cell(row, static_cast<std::size_t>(list_column_)).empty() && !name(row).empty()) {
      problems.warning(place(row, list_column_, "list_name"), cat({"the choice \"", name(row), "\" belongs to no list and is left out"}),
                       "write its list's name into this cell");
    }
  }
}

void Choices::check_list(const ChoiceList& list, bool allow_duplicates, Problems& problems) const {
  std::unordered_map<std::string_view, std::size_t> seen;
  seen.reserve(list.rows.size());
  const auto labelled = [this](std::size_t row) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].kind == Kind::label && !cell(row, i).empty()) return true;
    }
    return false;
  };
  for (const std::size_t row : list.rows) {
    const std::string_view choice = name(row);
    if (choice.empty()) {
      problems.error(place(row, name_column_, "name"), "the choice has no name", "write the value that is stored when this choice is made");
      continue;
    }
    if (!labelled(row)) {
      problems.warning(place(row, -1, "label"), cat({"the choice \"", choice, "\" has no label"}), "write what people shall read");
    }
    const auto [first, is_new] = seen.try_emplace(choice, row);
    if (is_new || allow_duplicates) continue;
    problems.error(place(row, name_column_, "name"),
                   cat({"the list \"", list.name, "\" has the choice \"", choice, "\" already in row ",
                        std::to_string(Sheet::row_number(first->second))}),
                   "rename one of them, or set allow_choice_duplicates to yes on the settings sheet");
  }
}

void Choices::find_itext() {
  for (ChoiceList& list : lists_) {
    list.needs_itext = std::any_of(list.rows.begin(), list.rows.end(), [this](std::size_t row) {
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        const Column& column = columns_[i];
        const std::string_view text = cell(row, i);
        if (text.empty()) continue;
        if (column.kind == Kind::media || (column.kind == Kind::label && (!column.language.empty() || has_reference(text)))) return true;
      }
      return false;
    });
  }
}

ChoiceList* Choices::find(std::string_view name) {
  const auto found = index_.find(name);
  return found == index_.end() ? nullptr : &lists_[found->second];
}

const ChoiceList* Choices::find(std::string_view name) const { return const_cast<Choices*>(this)->find(name); }

LocalizedText Choices::label(std::size_t row) const {
  LocalizedText text;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].kind == Kind::label && !cell(row, i).empty()) text.set(columns_[i].language, cell(row, i));
  }
  return text;
}

Media Choices::media(std::size_t row) const {
  Media media;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].kind != Kind::media || cell(row, i).empty()) continue;
    auto medium = std::find_if(media.begin(), media.end(), [&](const Medium& known) { return known.kind == columns_[i].key; });
    if (medium == media.end()) medium = media.insert(media.end(), Medium{columns_[i].key, {}});
    medium->file.set(columns_[i].language, cell(row, i));
  }
  return media;
}

} // namespace pilotage::forms::xlsform
