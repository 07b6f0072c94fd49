#include "sync/endpoint/storage/postgres_database.h"

#include <fmt/format.h>

#include <charconv>

#include "sync/endpoint/storage/postgres_failure.h"
#include "sync/endpoint/storage/postgres_parameters.h"
#include "sync/endpoint/storage/postgres_rows.h"

namespace pilotage::endpoint {

namespace {

constexpr int kBinary = 1;

// SQL of ours has ? for a value and none in its texts.
std::string with_numbers(std::string_view sql) {
  std::string numbered;
  int number = 0;
  for (const char c : sql) {
    if (c == '?')
      numbered += fmt::format("${}", ++number);
    else
      numbered += c;
  }
  return numbered;
}

// What the connection says goes before these, which stand first. A server that vanishes without a word is given up after half a minute.
PGconn* connected(const PostgresSettings& settings) {
  const char* const names[] = {"connect_timeout",  "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout",
                               "application_name", "dbname",          "client_encoding",     "password",         nullptr};
  const char* const password = settings.password.empty() ? nullptr : settings.password.c_str();
  const char* const values[] = {"5", "10", "5", "3", "15000", "pilotage-endpoint", settings.connection.c_str(), "UTF8", password, nullptr};
  return PQconnectdbParams(names, values, 1);
}

// An administrator may have switched off waiting for the disk; a receipt of ours promises it.
constexpr const char* kOnDisk = "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

// A plan that was as good as any for an empty table would stay in force while the table grows.
constexpr const char* kPlanAnew = "SET plan_cache_mode = force_custom_plan";

// What the server warns of is in its own log, and what of it matters here comes as a failure too.
void pass_over(void*, const char*) {}

} // namespace

PostgresDatabase::PostgresDatabase(const PostgresSettings& settings) : connection_(connected(settings)) {
  PQsetNoticeProcessor(connection_, pass_over, nullptr);
  PQsetErrorVerbosity(connection_, PQERRORS_TERSE); // failures go to the log: no details, for they quote rows
  try {
    if (PQstatus(connection_) != CONNECTION_OK) {
      const std::string message = PQerrorMessage(connection_);
      throw postgres_failure(message.find("authentication failed") != std::string::npos ? "28000"
                             : message.find("does not exist") != std::string::npos      ? "3D000"
                             : message.find("too many clients") != std::string::npos    ? "53300"
                                                                                        : "",
                             message);
    }
    watched_.emplace(PQsocket(connection_), settings.silence);
    execute(fmt::format("SET statement_timeout = {}; SET lock_timeout = {}; SET idle_in_transaction_session_timeout = 60000",
                        settings.statement_timeout.count(), settings.statement_timeout.count())
                .c_str());
    execute(kOnDisk);
    execute(kPlanAnew);
  } catch (...) {
    PQfinish(connection_);
    throw;
  }
}

PostgresDatabase::~PostgresDatabase() { PQfinish(connection_); }

bool PostgresDatabase::usable() const {
  return PQstatus(connection_) == CONNECTION_OK && PQpipelineStatus(connection_) == PQ_PIPELINE_OFF &&
         PQtransactionStatus(connection_) == PQTRANS_IDLE;
}

void PostgresDatabase::be_patient() {
  execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0");
  watched_->be_patient();
}

void PostgresDatabase::execute(const char* sql) {
  const WatchedPostgres::Call call(*watched_);
  checked(connection_, PQexec(connection_, sql));
}

void PostgresDatabase::begin() { execute("BEGIN ISOLATION LEVEL READ COMMITTED"); }

void PostgresDatabase::commit() {
  const WatchedPostgres::Call call(*watched_);
  // A transaction in which a statement failed answers COMMIT with ROLLBACK, and no error.
  const PostgresResult result = checked(connection_, PQexec(connection_, "COMMIT"));
  if (std::string_view(PQcmdStatus(result.get())) != "COMMIT") throw postgres_failure("40000", "the transaction was rolled back");
}

void PostgresDatabase::roll_back() noexcept {
  const WatchedPostgres::Call call(*watched_);
  PQclear(PQexec(connection_, "ROLLBACK"));
}

const std::string& PostgresDatabase::prepared(std::string_view sql, const PostgresParameters& parameters) {
  if (const auto found = statements_.find(sql); found != statements_.end()) return found->second;
  const std::string name = fmt::format("s{}", statements_.size() + 1);
  const WatchedPostgres::Call call(*watched_);
  checked(connection_, PQprepare(connection_, name.c_str(), with_numbers(sql).c_str(), parameters.count(), parameters.types()));
  return statements_.emplace(sql, name).first->second;
}

pg_result* PostgresDatabase::run_prepared(std::string_view sql, std::span<const Value> values) {
  const PostgresParameters parameters(values);
  const std::string& name = prepared(sql, parameters);
  const WatchedPostgres::Call call(*watched_);
  return PQexecPrepared(connection_, name.c_str(), parameters.count(), parameters.data(), parameters.sizes(), parameters.formats(),
                        kBinary);
}

std::unique_ptr<Rows> PostgresDatabase::run(std::string_view sql, std::span<const Value> values) {
  return std::make_unique<PostgresRows>(checked(connection_, run_prepared(sql, values)));
}

int PostgresDatabase::run_change(std::string_view sql, std::span<const Value> values) {
  const PostgresResult result = checked(connection_, run_prepared(sql, values));
  const std::string_view rows = PQcmdTuples(result.get());
  int changed = 0;
  std::from_chars(rows.data(), rows.data() + rows.size(), changed);
  return changed;
}

void PostgresDatabase::begin_copy_in(const char* statement) { execute(statement); }

void PostgresDatabase::put_copy(std::string_view piece) {
  const WatchedPostgres::Call call(*watched_);
  if (PQputCopyData(connection_, piece.data(), static_cast<int>(piece.size())) != 1)
    throw postgres_failure("", PQerrorMessage(connection_));
}

void PostgresDatabase::end_copy_in() {
  const WatchedPostgres::Call call(*watched_);
  if (PQputCopyEnd(connection_, nullptr) != 1) throw postgres_failure("", PQerrorMessage(connection_));
  const PostgresResult result(PQgetResult(connection_));
  while (PGresult* more = PQgetResult(connection_)) PQclear(more); // else the connection stays in this command
  if (PQresultStatus(result.get()) == PGRES_COMMAND_OK) return;
  const char* sqlstate = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
  throw postgres_failure(sqlstate != nullptr ? sqlstate : "", PQresultErrorMessage(result.get()));
}

void PostgresDatabase::begin_copy_out(const char* statement) { execute(statement); }

std::string PostgresDatabase::next_copied() {
  const WatchedPostgres::Call call(*watched_);
  char* bytes = nullptr;
  const int size = PQgetCopyData(connection_, &bytes, 0);
  if (size > 0) {
    std::string piece(bytes, static_cast<std::size_t>(size));
    PQfreemem(bytes);
    return piece;
  }
  if (size == -2) throw postgres_failure("", PQerrorMessage(connection_));
  while (PGresult* more = PQgetResult(connection_)) checked(connection_, more);
  return {};
}

} // namespace pilotage::endpoint
