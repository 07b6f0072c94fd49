#include "forms/model/csv_cells.h"

namespace pilotage::forms {

char delimiter_of(std::string_view text) {
  const std::string_view header = text.substr(0, text.find_first_of("\r\n"));
  for (const char delimiter : {',', ';', '\t'}) {
    bool quoted = false;
    for (const char c : header) {
      if (c == '"')
        quoted = !quoted;
      else if (c == delimiter && !quoted)
        return delimiter;
    }
  }
  return ',';
}

} // namespace pilotage::forms
