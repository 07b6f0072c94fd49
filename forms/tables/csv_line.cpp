#include "forms/tables/csv_line.h"

#include <algorithm>

namespace pilotage::forms {

namespace {

// find_first_of() calls a function for each character; these look at many at once.
bool needs_quotes(std::string_view value) {
  return std::ranges::any_of(std::string_view(",\"\r\n"), [value](char special) { return value.contains(special); });
}

} // namespace

void CsvLine::separate() {
  if (!first_) csv_ += ',';
  first_ = false;
}

CsvLine& CsvLine::add(std::string_view value) {
  separate();
  if (!needs_quotes(value)) {
    csv_ += value;
    return *this;
  }
  csv_ += '"';
  for (const char letter : value) {
    if (letter == '"') csv_ += '"';
    csv_ += letter;
  }
  csv_ += '"';
  return *this;
}

CsvLine& CsvLine::add_empty(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) separate();
  return *this;
}

} // namespace pilotage::forms
