// From one version of the store to the next: rows survive, and a step that fails leaves the store as it was.
#include "client/store/schema.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "client/store/fixture.h"

using namespace pilotage;
using namespace pilotage::tests;

namespace {

constexpr const char* kFirst = "CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('old')";
constexpr const char* kSecond = "ALTER TABLE notes ADD COLUMN author TEXT NOT NULL DEFAULT 'nobody'";
constexpr const char* kThird = "CREATE TABLE authors (name TEXT); INSERT INTO authors SELECT DISTINCT author FROM notes";

std::int64_t ask(store::Database& database, const char* sql) {
  auto statement = database.query(sql);
  REQUIRE(statement.step());
  return statement.integer(0);
}

} // namespace

TEST_CASE("an older store becomes a present one, over several versions at once, with its rows") {
  TemporaryDirectory folder;
  store::Database database(folder / "pilotage.db", 1000);
  store::bring_up_to_date(database, std::array{kFirst});
  store::bring_up_to_date(database, std::array{kFirst, kSecond, kThird});
  CHECK(ask(database, "PRAGMA user_version") == 3);
  CHECK(ask(database, "SELECT count(*) FROM notes WHERE author = 'nobody' AND text = 'old'") == 1);
  CHECK(ask(database, "SELECT count(*) FROM authors") == 1);
  store::bring_up_to_date(database, std::array{kFirst, kSecond, kThird});
  CHECK(ask(database, "SELECT count(*) FROM authors") == 1);
}

TEST_CASE("an update that fails in the middle changes nothing") {
  TemporaryDirectory folder;
  store::Database database(folder / "pilotage.db", 1000);
  store::bring_up_to_date(database, std::array{kFirst});
  CHECK_THROWS_AS(store::bring_up_to_date(database, std::array{kFirst, kSecond, "INSERT INTO nowhere VALUES (1)"}), store::Failure);
  CHECK(ask(database, "PRAGMA user_version") == 1);
  CHECK(ask(database, "SELECT count(*) FROM pragma_table_info('notes')") == 1);
  store::bring_up_to_date(database, std::array{kFirst, kSecond});
  CHECK(ask(database, "PRAGMA user_version") == 2);
}

TEST_CASE("programs that open a new folder at the same moment all get the same store") {
  TemporaryDirectory folder;
  std::array<pid_t, 8> programs{};
  for (pid_t& program : programs) {
    program = fork();
    if (program == 0) {
      const auto store = store::Store::open(folder / "data");
      _exit(store ? 0 : 1 + static_cast<int>(store.error().code));
    }
  }
  for (const pid_t program : programs) {
    int status = -1;
    waitpid(program, &status, 0);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
  }
  auto store = need(store::Store::open(folder / "data"));
  CHECK(need(store::Responses(store).list()).empty());
}
