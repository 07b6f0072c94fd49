#include "sync/endpoint/storage/postgres_database.h"
#include "sync/endpoint/storage/postgres_failure.h"
#include "sync/endpoint/storage/postgres_parameters.h"
#include "sync/endpoint/storage/postgres_rows.h"

namespace pilotage::endpoint {

struct PostgresDatabase::Pipeline::Step {
  std::string statement;
  PostgresParameters parameters;
};

PostgresDatabase::Pipeline::Pipeline(PostgresDatabase& database) : database_(database) {}

PostgresDatabase::Pipeline::~Pipeline() = default;

void PostgresDatabase::Pipeline::add_bound(std::string_view sql, std::span<const Value> values) {
  PostgresParameters parameters(values);
  const std::string& name = database_.prepared(sql, parameters);
  steps_.push_back({.statement = name, .parameters = std::move(parameters)});
}

std::vector<Query> PostgresDatabase::Pipeline::run() {
  const WatchedPostgres::Call call(*database_.watched_);
  PGconn* connection = database_.connection_;
  const auto sent = [&](int result) {
    if (result != 1) throw postgres_failure("", PQerrorMessage(connection));
  };
  sent(PQenterPipelineMode(connection));
  for (const Step& step : steps_)
    sent(PQsendQueryPrepared(connection, step.statement.c_str(), step.parameters.count(), step.parameters.data(), step.parameters.sizes(),
                             step.parameters.formats(), 1));
  sent(PQpipelineSync(connection));
  std::vector<Query> answers = receive();
  sent(PQexitPipelineMode(connection));
  return answers;
}

// Each statement's result is followed by one null pointer; the sync's own result ends it all. The first failure is the one that tells
// why; it is thrown when the pipeline is empty, so that the connection can be used on. Where sending failed, libpq gives that failure and
// then null pointers only, while it still calls the connection good.
std::vector<Query> PostgresDatabase::Pipeline::receive() {
  PGconn* connection = database_.connection_;
  std::vector<Query> answers;
  std::optional<PostgresFailure> failure;
  bool ended = false; // the result before was a null pointer
  for (bool synced = false; !synced;) {
    PostgresResult result(PQgetResult(connection));
    if (result == nullptr) {
      if (ended || PQstatus(connection) != CONNECTION_OK) throw failure ? *failure : postgres_failure("", PQerrorMessage(connection));
      ended = true;
      continue;
    }
    ended = false;
    synced = PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC;
    if (synced || failure) continue;
    try {
      answers.emplace_back(std::make_unique<PostgresRows>(checked(connection, result.release())));
    } catch (const PostgresFailure& first) {
      if (PQstatus(connection) != CONNECTION_OK) throw;
      failure = first;
    }
  }
  if (!failure) return answers;
  PQexitPipelineMode(connection);
  throw *failure;
}

} // namespace pilotage::endpoint
