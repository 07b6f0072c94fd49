#include "sync/endpoint/storage/postgres_rows.h"

#include "sync/endpoint/storage/postgres_failure.h"
#include "sync/endpoint/storage/postgres_values.h"

namespace pilotage::endpoint {

PostgresResult checked(PGconn* connection, PGresult* result) {
  PostgresResult owned(result);
  switch (PQresultStatus(result)) { // a null pointer counts as PGRES_FATAL_ERROR
  case PGRES_FATAL_ERROR:
  case PGRES_BAD_RESPONSE:
  case PGRES_PIPELINE_ABORTED: break;
  default: return owned;
  }
  const char* sqlstate = result != nullptr ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  const char* message = result != nullptr ? PQresultErrorMessage(result) : PQerrorMessage(connection);
  throw postgres_failure(sqlstate != nullptr ? sqlstate : "", message);
}

std::string_view PostgresRows::bytes(int column) const {
  return {PQgetvalue(result_.get(), row_, column), static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
}

std::int64_t PostgresRows::integer(int column) const {
  const std::string_view value = bytes(column);
  if (PQftype(result_.get(), column) == static_cast<unsigned>(PostgresType::boolean)) return value == std::string_view("\1", 1) ? 1 : 0;
  return integer_of(value);
}

std::string PostgresRows::text(int column) const { return std::string(bytes(column)); }

} // namespace pilotage::endpoint
