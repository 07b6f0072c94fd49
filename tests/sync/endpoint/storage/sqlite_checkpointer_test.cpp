// The WAL is brought into the database file while others write and read.
#include "sync/endpoint/storage/sqlite_checkpointer.h"

#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "support/temporary_directory.h"

using namespace pilotage::tests;
using namespace pilotage::endpoint;

namespace {

constexpr int kPages = 100; // of the WAL, before it is brought over
constexpr std::size_t kPage = 4096;

// A table that grows by a page at each commit.
class GrowingTable {
public:
  GrowingTable() { writer_.execute("CREATE TABLE row (number INTEGER PRIMARY KEY, content TEXT)"); }

  void grow(int rows) {
    for (int i = 0; i < rows; ++i) {
      const std::lock_guard lock(mutex_);
      Transaction transaction(writer_);
      writer_.change("INSERT INTO row (content) VALUES (?)", std::string_view(content_));
      transaction.commit();
    }
  }
  // Whole, and with all rows.
  void check(std::int64_t rows) const {
    SqliteDatabase reader(file_, SqliteDatabase::Mode::existing, kPatience);
    Query count = reader.query("SELECT count(*) FROM row");
    REQUIRE(count.next());
    CHECK(count.integer(0) == rows);
    Query sound = reader.query("PRAGMA integrity_check");
    REQUIRE(sound.next());
    CHECK(sound.text(0) == "ok");
  }
  std::size_t wal_pages() const { return std::filesystem::file_size(file_.string() + "-wal") / kPage; }
  const std::filesystem::path& file() const { return file_; }

  static constexpr std::chrono::milliseconds kPatience{10'000};

private:
  TemporaryDirectory directory_;
  const std::filesystem::path file_ = directory_ / "growing.sqlite";
  const std::string content_ = std::string(3000, 'x');
  SqliteDatabase writer_{file_, SqliteDatabase::Mode::create, kPatience};
  std::mutex mutex_;
  SqliteCheckpointer checkpointer_{file_, kPatience, writer_, mutex_, kPages};
};

} // namespace

TEST_CASE("the WAL begins anew while one writes and others read, and every row is there") {
  GrowingTable table;
  std::atomic<bool> done = false;
  std::thread reader([&] {
    SqliteDatabase database(table.file(), SqliteDatabase::Mode::existing, GrowingTable::kPatience);
    std::int64_t last = 0;
    while (!done) {
      Query row = database.query("SELECT number, length(content) FROM row ORDER BY number DESC LIMIT 1");
      if (!row.next()) continue;
      CHECK(row.integer(0) >= last);
      last = row.integer(0);
      CHECK(row.integer(1) == 3000);
    }
  });
  table.grow(3000);
  done = true;
  reader.join();
  CHECK(table.wal_pages() < 6000); // each commit writes two pages at least
  table.check(3000);
}

TEST_CASE("a reader that holds the WAL loses nothing to anyone; when it has gone, the WAL begins anew") {
  GrowingTable table;
  table.grow(50);
  std::size_t held = 0;
  {
    SqliteDatabase reader(table.file(), SqliteDatabase::Mode::existing, GrowingTable::kPatience);
    reader.execute("BEGIN; SELECT count(*) FROM row");
    table.grow(1000);
    held = table.wal_pages();
    CHECK(held > 2000);
    Query row = reader.query("SELECT count(*) FROM row");
    REQUIRE(row.next());
    CHECK(row.integer(0) == 50);
  }
  table.grow(1000);
  CHECK(table.wal_pages() < held + 2000); // which it would have if it went on
  table.check(2050);
}
