#include "sync/endpoint/storage/table_layout.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace pilotage::endpoint {

namespace {

ColumnKind kind_named(std::string_view type) {
  if (type == "INTEGER") return ColumnKind::integer;
  return type == "BLOB" ? ColumnKind::blob : ColumnKind::text;
}

} // namespace

std::string TableLayout::column_list() const { return fmt::format("{}", fmt::join(columns, ", ")); }

std::vector<TableLayout> tables_of(SqliteDatabase& database) {
  std::vector<TableLayout> tables;
  Query row = database.query("SELECT t.name, c.name, c.type FROM sqlite_schema t JOIN pragma_table_info(t.name) c "
                             "WHERE t.type='table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.rowid, c.cid");
  while (row.next()) {
    if (tables.empty() || tables.back().name != row.text(0)) tables.push_back({.name = row.text(0), .columns = {}, .kinds = {}});
    tables.back().columns.push_back(row.text(1));
    tables.back().kinds.push_back(kind_named(row.text(2)));
  }
  return tables;
}

} // namespace pilotage::endpoint
