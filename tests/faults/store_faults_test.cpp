// The disk and other programs at their worst: each fault has its own code and sentence, and takes nothing with it.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <functional>
#include <string>

#include "client/store/attachments.h"
#include "client/store/database.h"
#include "client/store/journal.h"
#include "client/store/response.h"
#include "support/temporary_directory.h"

using namespace pilotage;

namespace {

struct Draft {
  tests::TemporaryDirectory folder;
  store::ResponseId id = make();
  std::int64_t rows = 0;

  store::Store open(store::OpenOptions options = {}) const {
    auto store = store::Store::open(folder.path(), std::move(options));
    REQUIRE(store);
    return std::move(*store);
  }

  store::ResponseId make() {
    store::Store store = open();
    store.database().run("INSERT INTO forms (project, form_id, version, title, languages, xform, hash, md5, bundle_hash, current, "
                         "installed_at) VALUES (0, 'f', '', 't', '', x'00', '', '', '', 1, 0)");
    const auto id_made = store::Responses(store).create({.form = store::FormKey{1}, .instance_id = "uuid:1", .language = ""});
    REQUIRE(id_made);
    return *id_made;
  }

  Result<void> answer(store::Store& store, std::size_t size = 20) {
    const std::array row = {store::JournalRow{.sequence = rows + 1, .ref = "/data/q", .value = std::string(size, 'x')}};
    auto saved = store::Journal(store).append(id, row);
    if (saved) ++rows;
    return saved;
  }

  std::size_t saved_rows() const {
    store::Store store = open();
    const auto all = store::Journal(store).rows(id);
    REQUIRE(all);
    return all->size();
  }
};

// Runs in a process of its own, whose limits and rights end with it. 0: the work said true.
int status_of(const std::function<bool()>& work) {
  const pid_t child = fork();
  if (child == 0) _exit(work() ? 0 : 1);
  int status = -1;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// For the rest of this process: a disk on which no file may grow past 300,000 bytes.
void let_no_file_grow() {
  signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{.rlim_cur = 300'000, .rlim_max = 300'000};
  setrlimit(RLIMIT_FSIZE, &limit);
}

} // namespace

TEST_CASE("a full database says so, keeps what was saved, and goes on when there is space again") {
  Draft draft;
  store::Store store = draft.open();
  store.database().script("PRAGMA max_page_count = 60");
  Result<void> saved;
  while ((saved = draft.answer(store, 2000))) {}
  CHECK(saved.error().code == ErrorCode::disk_full);
  CHECK(saved.error().message.contains("full"));
  CHECK(draft.saved_rows() == static_cast<std::size_t>(draft.rows));
  store.database().script("PRAGMA max_page_count = 100000");
  CHECK(draft.answer(store, 2000));
  CHECK(draft.saved_rows() == static_cast<std::size_t>(draft.rows));
}

TEST_CASE("a disk on which no file may grow is a full disk, and nothing that was saved is lost") {
  Draft draft;
  const int status = status_of([&] {
    auto store = store::Store::open(draft.folder.path());
    let_no_file_grow();
    Result<void> saved;
    while ((saved = draft.answer(*store, 3000))) {}
    // The parent reads from this how many were reported as saved.
    std::ofstream(draft.folder / "reported") << draft.rows;
    return saved.error().code == ErrorCode::disk_full;
  });
  CHECK(status == 0);
  std::size_t reported = 0;
  std::ifstream(draft.folder / "reported") >> reported;
  CHECK(reported > 0);
  CHECK(draft.saved_rows() == reported);
}

TEST_CASE("an attachment that does not fit leaves no trace") {
  Draft draft;
  const int status = status_of([&] {
    auto store = store::Store::open(draft.folder.path());
    let_no_file_grow();
    const auto added = store::ResponseAttachments(*store).add(draft.id, "film.mp4", std::string(1'000'000, 'f'));
    return !added && added.error().code == ErrorCode::disk_full;
  });
  CHECK(status == 0);
  store::Store store = draft.open();
  CHECK(store::ResponseAttachments(store).list(draft.id)->empty());
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(store.attachments_directory()))
    files += entry.is_regular_file() ? 1 : 0;
  CHECK(files == 0);
}

TEST_CASE("a folder in which this person may not write is refused with a way out") {
  Draft draft;
  const int status = status_of([&] {
    std::filesystem::permissions(draft.folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec |
                                                          std::filesystem::perms::others_read | std::filesystem::perms::others_exec);
    // Rights do not bind the super-user, so be somebody else.
    if (geteuid() == 0 && setuid(65534) != 0) return false;
    const auto store = store::Store::open(draft.folder.path());
    return !store && store.error().code == ErrorCode::permission && store.error().message.contains("--data");
  });
  CHECK(status == 0);
  std::filesystem::permissions(draft.folder.path(), std::filesystem::perms::owner_all);
}

TEST_CASE("a database file that this person may not write is told when it is opened") {
  Draft draft;
  using std::filesystem::perms;
  const int status = status_of([&] {
    std::filesystem::permissions(draft.folder.path(), perms::all);
    for (const auto& entry : std::filesystem::directory_iterator(draft.folder.path()))
      if (entry.is_regular_file()) std::filesystem::permissions(entry.path(), perms::owner_read | perms::others_read);
    if (geteuid() == 0 && setuid(65534) != 0) return false;
    const auto store = store::Store::open(draft.folder.path());
    return !store && store.error().code == ErrorCode::permission;
  });
  CHECK(status == 0);
}

TEST_CASE("a database that became read-only while it was open is a matter of rights too") {
  Draft draft;
  store::Store store = draft.open();
  store.database().script("PRAGMA query_only = ON");
  const auto saved = draft.answer(store);
  REQUIRE_FALSE(saved);
  CHECK(saved.error().code == ErrorCode::permission);
  store.database().script("PRAGMA query_only = OFF");
  CHECK(draft.answer(store));
}

TEST_CASE("a database that another program holds is locked, and free again afterwards") {
  Draft draft;
  store::Store store = draft.open({.wait_for_lock_ms = 20});
  std::array<int, 2> ready{}, done{};
  REQUIRE(pipe(ready.data()) == 0);
  REQUIRE(pipe(done.data()) == 0);
  const pid_t other = fork();
  if (other == 0) {
    store::Database database(draft.folder / "pilotage.db", 1000);
    database.script("BEGIN IMMEDIATE");
    char signal_byte = 'x';
    if (write(ready[1], &signal_byte, 1) != 1 || read(done[0], &signal_byte, 1) != 1) _exit(1);
    database.script("ROLLBACK");
    _exit(0);
  }
  char signal_byte = 0;
  REQUIRE(read(ready[0], &signal_byte, 1) == 1);
  const auto saved = draft.answer(store);
  REQUIRE(write(done[1], "x", 1) == 1);
  int status = -1;
  waitpid(other, &status, 0);
  CHECK(status == 0);
  REQUIRE_FALSE(saved);
  CHECK(saved.error().code == ErrorCode::locked);
  CHECK(saved.error().message.contains("Another program"));
  CHECK(draft.answer(store));
  for (const int end : {ready[0], ready[1], done[0], done[1]}) close(end);
}

TEST_CASE("a database that is held exclusively cannot even be opened, and says why") {
  Draft draft;
  store::Database other(draft.folder / "pilotage.db", 1000);
  other.script("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  const auto store = store::Store::open(draft.folder.path(), {.wait_for_lock_ms = 20});
  REQUIRE_FALSE(store);
  CHECK(store.error().code == ErrorCode::locked);
}

TEST_CASE("overwritten pages are noticed when the store is opened") {
  Draft draft;
  {
    store::Store store = draft.open();
    for (int i = 0; i < 200; ++i) REQUIRE(draft.answer(store, 200));
  }
  {
    std::fstream file(draft.folder / "pilotage.db", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 * 3);
    const std::string noise(4096 * 8, '\x5a');
    file.write(noise.data(), static_cast<std::streamsize>(noise.size()));
  }
  const auto store = store::Store::open(draft.folder.path());
  REQUIRE_FALSE(store);
  CHECK(store.error().code == ErrorCode::damaged);
  CHECK(store.error().message.contains("store check"));
}

TEST_CASE("a database that was cut off is damaged, and never empty") {
  Draft draft;
  {
    store::Store store = draft.open();
    for (int i = 0; i < 200; ++i) REQUIRE(draft.answer(store, 200));
  }
  std::filesystem::resize_file(draft.folder / "pilotage.db", 4096 * 5);
  const auto store = store::Store::open(draft.folder.path());
  REQUIRE_FALSE(store);
  CHECK(store.error().code == ErrorCode::damaged);
}
