// A data directory that is locked, read-only, full, damaged or not ours: each has its own sentence, and nothing that was acknowledged is
// lost.
#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <future>

#include "sync/endpoint/campaign.h"
#include "sync/endpoint/storage/sqlite_storage.h"
#include "sync/protocol/content_hash.h"

using namespace pilotage;
using namespace pilotage::test;
using namespace pilotage::endpoint;
namespace fs = std::filesystem;

namespace {

// A data directory with one project and one form, closed again.
fs::path made_in(const fs::path& parent) {
  const fs::path data = parent / "data";
  auto made = DataDirectory::create(data);
  REQUIRE(made);
  REQUIRE(made->storage->create_project("Pilot"));
  REQUIRE(made->storage->publish_form(visit_form()));
  return data;
}

void run_sql(const fs::path& file, const char* sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  REQUIRE(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

NewSubmission submission(int number, const std::string& answer = "yes") {
  const std::string xml = visit(numbered_id(number), answer);
  return {.project = 1,
          .form_id = "visit",
          .form_version = "1",
          .instance_id = numbered_id(number),
          .deprecated_id = {},
          .xml = xml,
          .sha256 = sync::sha256_hex(xml),
          .token_id = {},
          .device_id = {},
          .files = {}};
}

Result<StoredSubmission> submit(Storage& storage, NewSubmission one) {
  std::promise<Result<StoredSubmission>> stored;
  storage.submit(std::move(one), [&](Result<StoredSubmission> result) { stored.set_value(std::move(result)); });
  return stored.get_future().get();
}

// What a user without rights gets when opening the directory: the code's number, or 255 where it opens. Everything is allowed to root.
int opened_by_nobody(const fs::path& data) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::getuid() == 0 && ::setuid(65534) != 0) ::_exit(254);
    const auto opened = DataDirectory::open(data);
    ::_exit(opened ? 255 : static_cast<int>(opened.error().code));
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

// A file system of so many bytes, where this machine lets us make one.
class SmallDisk {
public:
  SmallDisk() : mounted_(::mount("tmpfs", directory_.path().c_str(), "tmpfs", 0, "size=3m") == 0) {}
  ~SmallDisk() {
    if (mounted_) ::umount2(directory_.path().c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool mounted() const { return mounted_; }
  const fs::path& path() const { return directory_.path(); }

private:
  TemporaryDirectory directory_;
  bool mounted_;
};

} // namespace

TEST_CASE("a data directory that is not there, or is not one") {
  const TemporaryDirectory directory;
  CHECK(DataDirectory::open(directory.path() / "missing").error().code == ErrorCode::not_found);
  CHECK(DataDirectory::open(directory.path()).error().code == ErrorCode::not_found);
  const fs::path data = made_in(directory.path());
  CHECK(DataDirectory::create(data).error().code == ErrorCode::conflict);
  std::ofstream(directory.path() / "file") << "x";
  CHECK(DataDirectory::open(directory.path() / "file").error().code == ErrorCode::not_found);
}

TEST_CASE("a database that is damaged, emptied, newer or another program's is told apart") {
  const TemporaryDirectory directory;
  const fs::path file = made_in(directory.path()) / "endpoint.sqlite";
  const auto code = [&] {
    const auto opened = DataDirectory::open(file.parent_path());
    REQUIRE_FALSE(opened);
    CHECK_FALSE(opened.error().where.empty());
    return opened.error().code;
  };
  run_sql(file, "PRAGMA user_version=99");
  CHECK(code() == ErrorCode::newer_version);
  run_sql(file, "PRAGMA user_version=1; PRAGMA application_id=7");
  CHECK(code() == ErrorCode::damaged);
  std::fstream(file, std::ios::in | std::ios::out | std::ios::binary) << "this is no database any more";
  CHECK(code() == ErrorCode::damaged);
  std::ofstream(file, std::ios::trunc).flush();
  CHECK(code() == ErrorCode::damaged);
}

TEST_CASE("a database that another program holds") {
  const TemporaryDirectory directory;
  const fs::path file = made_in(directory.path()) / "endpoint.sqlite";
  auto storage = SqliteStorage::open(file, SqliteStorage::Mode::existing, std::chrono::milliseconds(50));
  REQUIRE(storage);
  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &other) == SQLITE_OK);
  REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  CHECK(submit(**storage, submission(1)).error().code == ErrorCode::locked);
  CHECK(SqliteStorage::open(file, SqliteStorage::Mode::existing, std::chrono::milliseconds(50)).error().code == ErrorCode::locked);
  CHECK((*storage)->forms(1)); // reading goes on
  REQUIRE(sqlite3_exec(other, "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(other);
  CHECK(submit(**storage, submission(1))->outcome == Stored::first);
}

TEST_CASE("a directory that this user may not read, or not write") {
  const TemporaryDirectory directory;
  const fs::path data = made_in(directory.path());
  CHECK(opened_by_nobody(data) == static_cast<int>(ErrorCode::permission));
  fs::permissions(directory.path(), fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
  for (const auto& entry : fs::recursive_directory_iterator(data)) {
    const auto read = fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read;
    fs::permissions(entry.path(),
                    entry.is_directory() ? read | fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec : read);
  }
  fs::permissions(data, fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read | fs::perms::others_exec);
  const int code = opened_by_nobody(data);
  CHECK((code == static_cast<int>(ErrorCode::permission) || code == static_cast<int>(ErrorCode::io)));
  fs::permissions(data, fs::perms::owner_all);
}

TEST_CASE("a full disk refuses, keeps what was acknowledged, and goes on when there is space again") {
  const SmallDisk disk;
  if (!disk.mounted()) {
    MESSAGE("skipped: this user may not mount a small disk");
    return;
  }
  const fs::path data = made_in(disk.path());
  std::ofstream(disk.path() / "ballast") << std::string(500'000, 'x');
  auto opened = DataDirectory::open(data);
  REQUIRE(opened);
  int stored = 0;
  Result<StoredSubmission> last = submit(*opened->storage, submission(1, std::string(20'000, 'a')));
  for (; last && stored < 1000; last = submit(*opened->storage, submission(stored + 1, std::string(20'000, 'a')))) ++stored;
  REQUIRE_FALSE(last);
  CHECK(last.error().code == ErrorCode::disk_full);
  CHECK(stored > 10);
  auto file = opened->files->receive();
  if (file) {
    Result<void> written;
    for (int i = 0; i < 100 && written; ++i) written = (*file)->append(std::string(100'000, 'b'));
    REQUIRE_FALSE(written);
    CHECK(written.error().code == ErrorCode::disk_full);
    file->reset();
  } else {
    CHECK(file.error().code == ErrorCode::disk_full);
  }
  fs::remove(disk.path() / "ballast");
  CHECK(submit(*opened->storage, submission(stored + 1))->outcome == Stored::first);
  const auto all = opened->storage->submissions_after(1, "visit", 0, 10'000, 1'000'000'000);
  REQUIRE(all);
  CHECK(all->size() == static_cast<std::size_t>(stored) + 1);
}

TEST_CASE("two processes on one data directory share one sequence") {
  const TemporaryDirectory directory;
  const fs::path data = made_in(directory.path());
  auto one = DataDirectory::open(data);
  auto other = DataDirectory::open(data);
  REQUIRE(one);
  REQUIRE(other);
  std::atomic<int> failed = 0;
  const auto fill = [&](Storage& storage, int from) {
    for (int i = 0; i < 100; ++i) failed += !submit(storage, submission(from + i));
  };
  auto first = std::async(std::launch::async, [&] { fill(*one->storage, 1); });
  fill(*other->storage, 1001);
  first.wait();
  CHECK(failed == 0);
  const auto all = one->storage->submissions_after(1, "", 0, 1000, 1'000'000'000);
  REQUIRE(all);
  REQUIRE(all->size() == 200);
  for (std::size_t i = 0; i < all->size(); ++i) CHECK(all->at(i).position == static_cast<std::int64_t>(i) + 1);
  CHECK(one->storage->form(1, "visit")->submissions == 200);
}
