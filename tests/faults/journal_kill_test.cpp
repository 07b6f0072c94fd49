// kill -9 while answers are written: every answer that was reported as saved is there after the store is opened again.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>
#include <thread>

#include "client/store/database.h"
#include "client/store/journal.h"
#include "client/store/response.h"
#include "support/temporary_directory.h"

using namespace pilotage;

namespace {

store::ResponseId make_draft(const std::filesystem::path& folder) {
  auto store = store::Store::open(folder);
  REQUIRE(store);
  store->database().run("INSERT INTO forms (project, form_id, version, title, languages, xform, hash, md5, bundle_hash, current, "
                        "installed_at) VALUES (0, 'f', '', 't', '', x'00', '', '', '', 1, 0)");
  const auto id = store::Responses(*store).create({.form = store::FormKey{1}, .instance_id = "uuid:1", .language = ""});
  REQUIRE(id);
  return *id;
}

std::int64_t rows_in(const std::filesystem::path& folder, store::ResponseId id) {
  auto store = store::Store::open(folder);
  REQUIRE(store);
  const auto rows = store::Journal(*store).rows(id);
  REQUIRE(rows);
  for (std::size_t i = 0; i < rows->size(); ++i) {
    REQUIRE((*rows)[i].sequence == static_cast<std::int64_t>(i + 1));
    REQUIRE((*rows)[i].value == "value " + std::to_string(i + 1));
  }
  return static_cast<std::int64_t>(rows->size());
}

// In the child: writes rows one after the other and tells each one that is saved, as fast as it can.
[[noreturn]] void write_until_killed(const std::filesystem::path& folder, store::ResponseId id, std::int64_t last, int told) {
  auto store = store::Store::open(folder);
  if (!store) _exit(2);
  for (std::int64_t sequence = last + 1;; ++sequence) {
    const std::array rows = {store::JournalRow{.sequence = sequence, .ref = "/data/q", .value = "value " + std::to_string(sequence)}};
    if (!store::Journal(*store).append(id, rows)) _exit(3);
    if (write(told, &sequence, sizeof sequence) != sizeof sequence) _exit(4);
  }
}

// Kills a writer after it has told `steps` saved rows and a random moment more; gives the last row that it told.
std::int64_t last_told_before_kill(const std::filesystem::path& folder, store::ResponseId id, std::int64_t last, std::mt19937& random) {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  const pid_t writer = fork();
  if (writer == 0) {
    close(ends[0]);
    write_until_killed(folder, id, last, ends[1]);
  }
  close(ends[1]);
  std::int64_t told = last, next = 0;
  for (unsigned steps = random() % 20; steps > 0 && read(ends[0], &next, sizeof next) == sizeof next; --steps) told = next;
  std::this_thread::sleep_for(std::chrono::microseconds(random() % 3000));
  kill(writer, SIGKILL);
  int status = 0;
  waitpid(writer, &status, 0);
  REQUIRE(WIFSIGNALED(status));
  while (read(ends[0], &next, sizeof next) == sizeof next) told = next;
  close(ends[0]);
  return told;
}

} // namespace

TEST_CASE("every row that was reported as saved survives kill -9") {
  const char* seed_text = std::getenv("PILOTAGE_FAULT_SEED");
  const unsigned seed = seed_text != nullptr ? static_cast<unsigned>(std::stoul(seed_text)) : std::random_device{}();
  std::cout << "journal_kill seed " << seed << "\n";
  std::mt19937 random(seed);
  tests::TemporaryDirectory folder;
  const auto id = make_draft(folder.path());
  std::int64_t last = 0;
  for (int kills = 0; kills < 100; ++kills) {
    const std::int64_t told = last_told_before_kill(folder.path(), id, last, random);
    last = rows_in(folder.path(), id);
    CAPTURE(seed);
    CAPTURE(kills);
    // One row more may be there: committed, and the writer killed before it could say so.
    REQUIRE(last >= told);
    REQUIRE(last <= told + 1);
  }
  CHECK(last > 0);
}
