// One connection to PostgreSQL 15 or later, with its prepared statements; values and rows travel in binary. Throws PostgresFailure. A
// connection that is broken stays so: take another.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "sync/endpoint/storage/database.h"
#include "sync/endpoint/storage/postgres_hang_watch.h"
#include "sync/endpoint/storage/postgres_settings.h"

extern "C" {
struct pg_conn;
struct pg_result;
}

namespace pilotage::endpoint {

class PostgresParameters;

class PostgresDatabase : public Database {
public:
  // Connects; sets the time-outs; sees to it that a commit is on disk when it returns.
  explicit PostgresDatabase(const PostgresSettings& settings);
  ~PostgresDatabase() override;

  void execute(const char* sql) override;
  void begin() override; // READ COMMITTED
  void commit() override;
  void roll_back() noexcept override;

  // False when the connection broke, or is left in the middle of something: a transaction, a pipeline, a copy.
  bool usable() const;
  pg_conn* handle() { return connection_; }
  // For what may take hours: a statement has no time limit from now on, and the server may be silent.
  void be_patient();

  // --- Several statements on their way at once (libpq's pipeline mode) ---
  class Pipeline;

  // --- COPY ---
  // `statement` is "COPY … FROM STDIN (FORMAT binary)"; `rows` is called for one piece after the other, until it gives "".
  template <typename Next>
  void copy_in(const char* statement, Next next) {
    begin_copy_in(statement);
    for (std::string piece = next(); !piece.empty(); piece = next()) put_copy(piece);
    end_copy_in();
  }
  // "COPY … TO STDOUT (FORMAT binary)": the next piece, "" at the end.
  void begin_copy_out(const char* statement);
  std::string next_copied();

protected:
  std::unique_ptr<Rows> run(std::string_view sql, std::span<const Value> values) override;
  int run_change(std::string_view sql, std::span<const Value> values) override;

private:
  const std::string& prepared(std::string_view sql, const PostgresParameters& parameters);
  pg_result* run_prepared(std::string_view sql, std::span<const Value> values);
  void begin_copy_in(const char* statement);
  void put_copy(std::string_view piece);
  void end_copy_in();

  pg_conn* connection_ = nullptr;
  std::optional<WatchedPostgres> watched_;             // once it is connected
  std::map<std::string_view, std::string> statements_; // the names that they are prepared under
};

// Statements for one round trip. run() gives the answers in their order; where one fails, those after it are not run, and its failure is
// thrown. Values must live until then; a Blob may stand for any type that the statement says (?::text[]), in its binary format.
class PostgresDatabase::Pipeline {
public:
  explicit Pipeline(PostgresDatabase& database);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  template <typename... Values>
  void add(std::string_view sql, const Values&... values) {
    const std::array<Value, sizeof...(Values)> bound = {Value(values)...};
    add_bound(sql, bound);
  }
  // Sends them all, waits for all answers.
  std::vector<Query> run();

private:
  struct Step;
  void add_bound(std::string_view sql, std::span<const Value> values);
  std::vector<Query> receive();

  PostgresDatabase& database_;
  std::vector<Step> steps_;
};

} // namespace pilotage::endpoint
