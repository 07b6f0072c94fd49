#include "forms/tables/csv_line.h"

namespace pilotage::forms {

void CsvLine::separate() {
  if (!first_) csv_ += ',';
  first_ = false;
}

CsvLine& CsvLine::add(std::string_view value) {
  separate();
  if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
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
