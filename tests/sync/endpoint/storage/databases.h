// The databases that the same tests run against. Each object is one empty database; open() gives a Storage on it, as another process would
// have it.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "support/postgres_server.h"
#include "support/temporary_directory.h"
#include "sync/endpoint/storage/postgres_storage.h"
#include "sync/endpoint/storage/sqlite_storage.h"

namespace pilotage::tests {

template <typename T>
T checked(Result<T> result) {
  REQUIRE_MESSAGE(result, (result ? "" : result.error().to_string()));
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

class OnSqlite {
public:
  OnSqlite() { checked(endpoint::SqliteStorage::open(file(), endpoint::SqliteStorage::Mode::create)); }
  static bool available() { return true; }
  std::unique_ptr<endpoint::Storage> open() const {
    return checked(endpoint::SqliteStorage::open(file(), endpoint::SqliteStorage::Mode::existing));
  }

private:
  std::filesystem::path file() const { return directory_ / "endpoint.sqlite"; }
  TemporaryDirectory directory_;
};

class OnPostgres {
public:
  OnPostgres() : settings_{.connection = postgres_server().new_database(), .password = {}, .patience = std::chrono::minutes(1)} {
    checked(endpoint::PostgresStorage::open(settings_, endpoint::PostgresMode::create));
  }
  static bool available() {
    if (!PostgresServer::installed()) MESSAGE("PostgreSQL is not installed (scripts/install test): left out");
    return PostgresServer::installed();
  }
  std::unique_ptr<endpoint::Storage> open() const {
    return checked(endpoint::PostgresStorage::open(settings_, endpoint::PostgresMode::existing));
  }
  const endpoint::PostgresSettings& settings() const { return settings_; }

private:
  endpoint::PostgresSettings settings_;
};

} // namespace pilotage::tests

#define ON_EACH_DATABASE(NAME) TEST_CASE_TEMPLATE(NAME, Database, pilotage::tests::OnSqlite, pilotage::tests::OnPostgres)
