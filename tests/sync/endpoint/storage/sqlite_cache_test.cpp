#include "sync/endpoint/storage/sqlite_cache.h"

#include <doctest/doctest.h>

#include "support/temporary_directory.h"

using namespace pilotage::tests;
using namespace pilotage::endpoint;

namespace {

std::int64_t pages_of_cache(SqliteDatabase& database) {
  Query query = database.query("PRAGMA cache_size");
  REQUIRE(query.next());
  return query.integer(0);
}

} // namespace

TEST_CASE("the cache is small for a small store, and grows with it") {
  const TemporaryDirectory directory;
  SqliteDatabase database(directory.path() / "store.sqlite", SqliteDatabase::Mode::create, std::chrono::seconds(1));
  fit_cache(database);
  const std::int64_t least = pages_of_cache(database);
  CHECK(least * 4096 <= 17'000'000);
  database.execute("CREATE TABLE row (content BLOB); INSERT INTO row VALUES (zeroblob(400000000))");
  fit_cache(database);
  CHECK(pages_of_cache(database) > least * 3 / 2);
  CHECK(pages_of_cache(database) < least * 2);
}
