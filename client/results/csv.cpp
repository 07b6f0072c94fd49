#include "client/results/csv.h"

#include "forms/tables/csv_line.h"

namespace pilotage::results {

namespace {

void append_row(std::string& csv, const std::vector<std::string>& values) {
  forms::CsvLine line(csv);
  for (const std::string& value : values) line.add(value);
  line.end();
}

} // namespace

std::string to_csv(const Table& table, const CsvOptions& options) {
  std::string csv = options.byte_order_mark ? "\xEF\xBB\xBF" : "";
  append_row(csv, table.columns);
  for (const auto& row : table.rows) append_row(csv, row);
  return csv;
}

} // namespace pilotage::results
