// The survey sheet as rows with meaning: what each column says of a question. Texts point into the workbook's arena.
// Not shared between threads.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "forms/xlsform/column_names.h"
#include "forms/xlsform/form_tree.h"
#include "forms/xlsform/problems.h"
#include "forms/xlsform/settings.h"
#include "forms/xlsform/workbook.h"

namespace pilotage::forms::xlsform {

struct SurveyRow {
  int number = 0;
  // Everything that the row says, not yet judged by its type.
  std::unique_ptr<Element> element;
  std::string_view parameters;
  std::string_view trigger;
  std::string_view disabled;
  bool has_disabled = false;
  bool is_empty = true; // apart from `disabled`
};

class SurveySheet {
public:
  SurveySheet(Workbook& workbook, const Settings& settings, Problems& problems);

  bool exists() const { return sheet_ != nullptr; }
  std::size_t rows() const { return sheet_ == nullptr ? 0 : sheet_->rows(); }
  SurveyRow row(std::size_t index) const;

  // The cell under the column that means this, by its header as the author wrote it: place(7, {"bind", "relevant"}).
  Place place(int row_number, const ColumnPath& path) const;

  // The column says nothing that a form has.
  bool is_ignored(std::size_t column) const { return columns_[column].field == Field::ignored; }

  const Sheet* sheet() const { return sheet_; }
  const std::vector<ColumnPath>& paths() const { return paths_; }

private:
  enum class Field {
    type,
    name,
    label,
    hint,
    guidance_hint,
    media,
    unnamed_medium,
    bind,
    constraint_message,
    required_message,
    no_app_error,
    control,
    instance,
    default_value,
    choice_filter,
    parameters,
    trigger,
    intent,
    disabled,
    ignored,
  };
  struct Column {
    Field field = Field::ignored;
    std::string_view key;
    std::string_view language;
  };

  static Field field_of(const ColumnPath& path);
  Column column_of(const ColumnPath& path) const;
  static void set(SurveyRow& row, const Column& column, std::string_view text);

  const Sheet* sheet_ = nullptr;
  std::shared_ptr<TextArena> arena_;
  std::vector<ColumnPath> paths_;
  std::vector<Column> columns_;
};

} // namespace pilotage::forms::xlsform
