#include "client/store/store.h"

#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "client/store/fixture.h"
#include "client/store/schema.h"

using namespace pilotage;
using namespace pilotage::tests;

namespace {

std::int64_t ask(store::Store& store, const char* sql) {
  auto statement = store.database().query(sql);
  REQUIRE(statement.step());
  return statement.integer(0);
}

} // namespace

TEST_CASE("a new store is durable and in a folder that only its owner can read") {
  StoreFixture fixture;
  CHECK(ask(fixture.store, "PRAGMA synchronous") == 2);
  auto mode = fixture.store.database().query("PRAGMA journal_mode");
  REQUIRE(mode.step());
  CHECK(mode.text(0) == "wal");
  CHECK(ask(fixture.store, "PRAGMA user_version") == store::schema_version());
  const auto rights = std::filesystem::status(fixture.folder / "data").permissions();
  CHECK((rights & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) == std::filesystem::perms::none);
}

TEST_CASE("opening twice at once works, and both see what is committed") {
  StoreFixture fixture;
  store::Store second = fixture.open();
  const auto form = fixture.add_form();
  const auto id = fixture.add_draft(form);
  CHECK(need(store::Responses(second).get(id)).instance_id == "uuid:1");
}

TEST_CASE("a store that a newer Pilotage wrote is left alone") {
  StoreFixture fixture;
  fixture.store.database().script("PRAGMA user_version = 999");
  const auto again = store::Store::open(fixture.folder / "data");
  REQUIRE_FALSE(again);
  CHECK(again.error().code == ErrorCode::newer_version);
  CHECK(again.error().message.contains("newer version"));
  CHECK(ask(fixture.store, "PRAGMA user_version") == 999);
}

TEST_CASE("a file that is no database is called damaged") {
  TemporaryDirectory folder;
  std::ofstream(folder / "pilotage.db") << std::string(5000, 'x');
  const auto store = store::Store::open(folder.path());
  REQUIRE_FALSE(store);
  CHECK(store.error().code == ErrorCode::damaged);
  CHECK(store.error().message.contains("store check"));
}

TEST_CASE("a database of another program is not touched") {
  TemporaryDirectory folder;
  {
    store::Database other(folder / "pilotage.db", 100);
    other.script("CREATE TABLE theirs (x); PRAGMA user_version = 7");
  }
  const auto store = store::Store::open(folder.path());
  REQUIRE_FALSE(store);
  CHECK(store.error().code == ErrorCode::damaged);
  CHECK(store.error().message.contains("not written by Pilotage"));
}

TEST_CASE("the folder comes from PILOTAGE_DATA, XDG_DATA_HOME or HOME, in this order") {
  setenv("HOME", "/home/p", 1);
  unsetenv("PILOTAGE_DATA");
  unsetenv("XDG_DATA_HOME");
  CHECK(store::default_data_directory() == "/home/p/.local/share/pilotage");
  setenv("XDG_DATA_HOME", "/data", 1);
  CHECK(store::default_data_directory() == "/data/pilotage");
  setenv("PILOTAGE_DATA", "/elsewhere", 1);
  CHECK(store::default_data_directory() == "/elsewhere");
  unsetenv("PILOTAGE_DATA");
  unsetenv("XDG_DATA_HOME");
}

TEST_CASE("a folder that cannot be made is a matter of rights, and the message says what to do") {
  TemporaryDirectory folder;
  std::ofstream(folder / "file") << "x";
  const auto store = store::Store::open(folder / "file/data");
  REQUIRE_FALSE(store);
  CHECK(store.error().code == ErrorCode::permission);
  CHECK(store.error().message.contains("--data"));
}

TEST_CASE("what is sealed opens again, and what lost its seal does not") {
  const store::Sealer sealer;
  const std::string text("caf\xc3\xa9 \0 ", 8);
  CHECK(need(sealer.open(sealer.seal(text))) == text);
  CHECK(need(sealer.open(sealer.seal(""))) == "");
  CHECK(sealer.open("").error().code == ErrorCode::damaged);
  CHECK(sealer.open("\x07xyz").error().code == ErrorCode::newer_version);
}
