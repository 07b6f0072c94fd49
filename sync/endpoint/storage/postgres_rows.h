// A result of libpq: owned, checked, and read row by row. Used by the PostgreSQL files of this folder only.
#pragma once

#include <libpq-fe.h>

#include "sync/endpoint/storage/database.h"

namespace pilotage::endpoint {

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PostgresResult = std::unique_ptr<PGresult, ClearResult>;

// Throws the failure that the result tells of; a result that is no failure is given back.
PostgresResult checked(PGconn* connection, PGresult* result);

class PostgresRows : public Rows {
public:
  explicit PostgresRows(PostgresResult result) : result_(std::move(result)) {}
  bool next() override { return ++row_ < PQntuples(result_.get()); }
  std::int64_t integer(int column) const override;
  std::string text(int column) const override;
  bool is_null(int column) const override { return PQgetisnull(result_.get(), row_, column) != 0; }

private:
  std::string_view bytes(int column) const;

  PostgresResult result_;
  int row_ = -1;
};

} // namespace pilotage::endpoint
