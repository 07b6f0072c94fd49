// Comma-separated values as RFC 4180 writes them: UTF-8, CRLF, quotes only where needed.
#pragma once

#include <string>

#include "client/results/results_table.h"

namespace pilotage::results {

struct CsvOptions {
  bool byte_order_mark = false; // Excel takes a file without one for the system's old code page
};

std::string to_csv(const Table& table, const CsvOptions& options = {});

} // namespace pilotage::results
