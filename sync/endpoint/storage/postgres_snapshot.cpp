#include <fmt/format.h>

#include <deque>

#include "sync/endpoint/storage/postgres_copy.h"
#include "sync/endpoint/storage/postgres_database.h"
#include "sync/endpoint/storage/postgres_schema.h"
#include "sync/endpoint/storage/postgres_values.h"
#include "sync/endpoint/storage/snapshot.h"
#include "sync/endpoint/storage/sqlite_schema.h"
#include "sync/endpoint/storage/table_layout.h"

namespace pilotage::endpoint {

namespace {

constexpr std::size_t kCopiedPiece = 1 << 20;

// A row on its way from COPY into SQLite. Its fields must live until the row is written.
std::vector<Value> values_in(const std::vector<std::optional<std::string_view>>& fields, const TableLayout& table) {
  std::vector<Value> values;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& field = fields[i];
    if (table.kinds[i] == ColumnKind::integer)
      values.emplace_back(field ? std::optional(integer_of(*field)) : std::optional<std::int64_t>());
    else if (table.kinds[i] == ColumnKind::blob)
      values.emplace_back(Blob{field.value_or("")});
    else
      values.emplace_back(field.value_or(""));
  }
  return values;
}

void copy_table_out(PostgresDatabase& from, const TableLayout& table, SqliteDatabase& to, const std::string& insert) {
  from.begin_copy_out(fmt::format("COPY {} ({}) TO STDOUT (FORMAT binary)", table.name, table.column_list()).c_str());
  CopiedRows rows;
  for (std::string piece = from.next_copied(); !piece.empty(); piece = from.next_copied()) {
    rows.add(piece);
    while (rows.next()) to.change_bound(insert, values_in(rows.fields(), table));
  }
}

std::string insert_of(const TableLayout& table) {
  std::string places;
  for (std::size_t i = 0; i < table.columns.size(); ++i) places += i == 0 ? "?" : ",?";
  return fmt::format("INSERT INTO {} ({}) VALUES ({})", table.name, table.column_list(), places);
}

class PostgresSnapshot : public Snapshot {
public:
  explicit PostgresSnapshot(const PostgresSettings& settings) : database_(settings) {
    // A large store takes longer to read than any request may.
    database_.be_patient();
    database_.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    database_.query("SELECT 1").next(); // the moment is that of the first reading
  }

  Database& database() override { return database_; }

  void copy_to(const std::filesystem::path& file) override {
    std::deque<std::string> statements; // the connection refers to them
    SqliteDatabase copy(file, SqliteDatabase::Mode::create, std::chrono::seconds(10));
    migrate(copy, SqliteDatabase::Mode::create);
    Transaction transaction(copy);
    for (const TableLayout& table : tables_of(copy)) copy_table_out(database_, table, copy, statements.emplace_back(insert_of(table)));
    transaction.commit();
    copy.execute("PRAGMA journal_mode=DELETE"); // one file, nothing beside it
  }

  // The server checks its pages itself where it was told to (initdb --data-checksums), whenever it reads them.
  std::vector<std::string> faults() override { return {}; }

private:
  PostgresDatabase database_;
};

void copy_table_in(SqliteDatabase& from, const TableLayout& table, PostgresDatabase& to, const std::string& select) {
  Query row = from.query(select);
  CopyRows rows;
  bool ended = false;
  to.copy_in(fmt::format("COPY {} ({}) FROM STDIN (FORMAT binary)", table.name, table.column_list()).c_str(), [&] {
    while (!ended && rows.size() < kCopiedPiece) {
      if (!row.next()) {
        rows.end();
        ended = true;
        break;
      }
      rows.row(static_cast<int>(table.columns.size()));
      for (int i = 0; i < static_cast<int>(table.columns.size()); ++i) {
        const ColumnKind kind = table.kinds[static_cast<std::size_t>(i)];
        if (row.is_null(i))
          rows.null();
        else if (kind == ColumnKind::integer)
          rows.integer(row.integer(i));
        else if (kind == ColumnKind::blob)
          rows.bytes(row.text(i));
        else
          rows.text(row.text(i));
      }
    }
    return rows.take();
  });
}

// Numbers that the database gives out go on after those that are there.
void continue_numbering(PostgresDatabase& database) {
  std::string statements;
  for (Query row = database.query("SELECT table_name, column_name FROM information_schema.columns "
                                  "WHERE table_schema=current_schema() AND is_identity='YES'");
       row.next();)
    statements += fmt::format("SELECT setval(pg_get_serial_sequence('{0}', '{1}'), (SELECT max({1}) FROM {0})) "
                              "WHERE EXISTS (SELECT 1 FROM {0});",
                              row.text(0), row.text(1));
  database.execute(statements.c_str());
}

} // namespace

std::unique_ptr<Snapshot> snapshot_of_postgres(const PostgresSettings& settings) { return std::make_unique<PostgresSnapshot>(settings); }

void fill_postgres(const PostgresSettings& settings, const std::filesystem::path& from) {
  std::deque<std::string> statements; // the connection refers to them
  SqliteDatabase source(from, SqliteDatabase::Mode::existing, std::chrono::seconds(10));
  PostgresDatabase database(settings);
  database.be_patient();
  Transaction transaction(database);
  migrate_within(database, PostgresMode::create);
  for (const TableLayout& table : tables_of(source))
    copy_table_in(source, table, database, statements.emplace_back(fmt::format("SELECT {} FROM {}", table.column_list(), table.name)));
  continue_numbering(database);
  transaction.commit();
}

} // namespace pilotage::endpoint
