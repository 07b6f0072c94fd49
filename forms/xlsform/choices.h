// The choice lists of a form. A list is kept as rows of the choices sheet, not as objects of its own, because lists of
// fifty thousand places in two languages are ordinary. Not shared between threads while it is built.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "forms/xlsform/localized_text.h"
#include "forms/xlsform/problems.h"
#include "forms/xlsform/settings.h"
#include "forms/xlsform/workbook.h"

namespace pilotage::forms::xlsform {

struct ChoiceList {
  std::string_view name;
  std::vector<std::size_t> rows; // of the choices sheet
  // A choice "other" behind the list's own, which or_other asks for.
  bool has_added_other = false;
  // Its labels differ by language, have media or refer to questions: they stand in the itext.
  bool needs_itext = false;
  // Its choices stand in the body, because search() replaces them by those of a file.
  bool used_by_search = false;
  bool used = false;
};

class Choices {
public:
  struct Column {
    enum class Kind { list_name, name, label, media, sms_option, extra, ignored };
    Kind kind = Kind::ignored;
    std::string_view key; // the medium, or the element's name
    std::string_view language;
    std::string header;
  };

  Choices() = default;
  // `sheet_name` is choices, external_choices or osm: sheets of the same columns. Problems are reported for choices.
  Choices(Workbook& workbook, std::string_view sheet_name, const Settings& settings, Problems& problems);

  bool empty() const { return lists_.empty(); }
  std::vector<ChoiceList>& lists() { return lists_; }
  const std::vector<ChoiceList>& lists() const { return lists_; }
  ChoiceList* find(std::string_view name);
  const ChoiceList* find(std::string_view name) const;

  const std::vector<Column>& columns() const { return columns_; }
  std::string_view cell(std::size_t row, std::size_t column) const { return sheet_->cell(row, column); }
  std::string_view name(std::size_t row) const {
    return name_column_ < 0 ? std::string_view() : cell(row, static_cast<std::size_t>(name_column_));
  }
  LocalizedText label(std::size_t row) const;
  Media media(std::size_t row) const;

private:
  void read_columns(Problems& problems);
  void group_rows();
  void check(const Settings& settings, Problems& problems) const;
  void check_list(const ChoiceList& list, bool allow_duplicates, Problems& problems) const;
  void find_itext();
  Place place(std::size_t row, std::ptrdiff_t column, std::string_view otherwise) const;

  const Sheet* sheet_ = nullptr;
  std::vector<Column> columns_;
  std::ptrdiff_t list_column_ = -1;
  std::ptrdiff_t name_column_ = -1;
  std::vector<ChoiceList> lists_;
  std::unordered_map<std::string_view, std::size_t> index_;
  std::shared_ptr<TextArena> arena_;
};

} // namespace pilotage::forms::xlsform
