#include "client/results/csv.h"

namespace pilotage::results {

namespace {

void append_field(std::string& csv, const std::string& value) {
  if (value.find_first_of(",\"\r\n") == std::string::npos) {
    csv += value;
    return;
  }
  csv += '"';
  for (const char letter : value) {
    if (letter == '"') csv += '"';
    csv += letter;
  }
  csv += '"';
}

void append_row(std::string& csv, const std::vector<std::string>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) csv += ',';
    append_field(csv, values[i]);
  }
  csv += "\r\n";
}

} // namespace

std::string to_csv(const Table& table, const CsvOptions& options) {
  std::string csv = options.byte_order_mark ? "\xEF\xBB\xBF" : "";
  append_row(csv, table.columns);
  for (const auto& row : table.rows) append_row(csv, row);
  return csv;
}

} // namespace pilotage::results
