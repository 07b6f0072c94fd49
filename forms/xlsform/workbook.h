// A workbook as tables of text: what every reader makes and the converter works from.
//
// The texts live in the workbook's arena, and everything that the converter builds points into it: keep the workbook
// until the XForm is written. Not shared between threads while it is filled.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pilotage::forms::xlsform {

// Keeps texts at addresses that do not move.
class TextArena {
public:
  std::string_view keep(std::string_view text);
  std::size_t bytes() const { return bytes_; }

private:
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
  std::size_t bytes_ = 0;
};

struct Sheet {
  std::string name;
  // As written, trimmed; empty where a column has no header (its cells are not kept).
  std::vector<std::string> headers;
  // Row after row, headers.size() cells each, trimmed; an empty text is an empty cell. Blank rows between others stay.
  std::vector<std::string_view> cells;

  std::size_t columns() const { return headers.size(); }
  std::size_t rows() const { return headers.empty() ? 0 : cells.size() / headers.size(); }
  std::string_view cell(std::size_t row, std::size_t column) const { return cells[row * headers.size() + column]; }
  // As people see it: the header stands in row 1.
  static int row_number(std::size_t row) { return static_cast<int>(row) + 2; }
};

struct Workbook {
  // Every sheet's name, in order, also of those that a form does not use.
  std::vector<std::string> sheet_names;
  // The sheets that a form uses and the workbook has.
  std::vector<Sheet> sheets;
  std::shared_ptr<TextArena> arena = std::make_shared<TextArena>();

  Sheet* find(std::string_view name);
  const Sheet* find(std::string_view name) const;
};

// survey, choices, settings, external_choices, entities, osm: the sheets that a form is made of.
bool is_form_sheet(std::string_view name);
// The same, whatever its capitals: "survey" for "Survey"; empty for a sheet that no form uses.
std::string form_sheet_name(std::string_view name);

} // namespace pilotage::forms::xlsform
