// The tables and their columns as the schema has them now, read from a SQLite database: what copying between databases goes by.
#pragma once

#include <string>
#include <vector>

#include "sync/endpoint/storage/sqlite_database.h"

namespace pilotage::endpoint {

enum class ColumnKind { integer, text, blob };

struct TableLayout {
  std::string name;
  std::vector<std::string> columns;
  std::vector<ColumnKind> kinds;
  // "a, b, c"
  std::string column_list() const;
};

// Those that others refer to come first. Throws DatabaseFailure.
std::vector<TableLayout> tables_of(SqliteDatabase& database);

} // namespace pilotage::endpoint
