// pilotctl and a store in trouble: each fault has its own sentence and a non-zero status.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "client/cli/pilotctl.h"
#include "client/store/database.h"
#include "support/visit_form.h"

using namespace pilotage;
using namespace pilotage::tests;

TEST_CASE("a new store is in order") {
  const Pilotctl laptop;
  CHECK(laptop.run({"responses", "list"}).out == "No responses on this laptop yet.\n");
  const Run checked = laptop.run({"store", "check"});
  CHECK(checked.status == 0);
  CHECK(checked.out.contains("in order"));
}

TEST_CASE("a damaged database: the commands stop, store check tells, store export saves what can be read") {
  const Pilotctl laptop;
  REQUIRE(laptop.run({"forms", "install", laptop.write("visit.xml", kVisitForm)}).status == 0);
  for (int i = 0; i < 30; ++i)
    REQUIRE(laptop.run({"responses", "new", "--form", "visit", "--answers", laptop.write("a.json", R"({"name": "Ann"})")}).status == 0);
  const std::string file = laptop.path("data/pilotage.db");
  {
    // Where one table's content lies, found by asking the database itself.
    store::Database database(file, 1000);
    auto page = database.query("SELECT rootpage FROM sqlite_schema WHERE name = 'response_attachments_by_hash'");
    REQUIRE(page.step());
    const auto at = (page.integer(0) - 1) * 4096;
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(at);
    bytes << std::string(4096, '\x5a');
  }
  const Run listed = laptop.run({"responses", "list"});
  CHECK(listed.status == 1);
  CHECK(listed.err.contains("damaged"));
  CHECK(listed.err.contains("store check"));
  const Run checked = laptop.run({"store", "check"});
  CHECK(checked.status == 1);
  CHECK(checked.err.contains("problems found"));
  const Run exported = laptop.run({"store", "export", "--out", laptop.path("out")});
  CAPTURE(exported.err);
  int drafts = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(laptop.path("out")))
    drafts += entry.path().filename() == "draft.xml" ? 1 : 0;
  CHECK(drafts == 30);
}

TEST_CASE("a database of a newer version, and a file that is none, each say so") {
  const Pilotctl laptop;
  REQUIRE(laptop.run({"responses", "list"}).status == 0);
  {
    store::Database newer(laptop.path("data/pilotage.db"), 1000);
    newer.script("PRAGMA user_version = 999");
  }
  const Run newer = laptop.run({"responses", "list"});
  CHECK(newer.status == 1);
  CHECK(newer.err.contains("newer version"));
  std::filesystem::remove_all(laptop.path("data"));
  std::filesystem::create_directory(laptop.path("data"));
  laptop.write("data/pilotage.db", std::string(5000, 'x'));
  const Run foreign = laptop.run({"responses", "list"});
  CHECK(foreign.status == 1);
  CHECK(foreign.err.contains("damaged"));
}

TEST_CASE("a database that another program holds says so, after a moment of patience") {
  const Pilotctl laptop;
  REQUIRE(laptop.run({"responses", "list"}).status == 0);
  store::Database other(laptop.path("data/pilotage.db"), 1000);
  other.script("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  const Run locked = laptop.run({"responses", "list"});
  CHECK(locked.status == 1);
  CHECK(locked.err.contains("Another program"));
}

TEST_CASE("a folder or a database that may only be read says so, and what was there before stays") {
  const Pilotctl laptop;
  REQUIRE(laptop.run({"forms", "install", laptop.write("visit.xml", kVisitForm)}).status == 0);
  const std::string answers = laptop.write("a.json", R"({"name": "Ann"})");
  REQUIRE(laptop.run({"responses", "new", "--form", "visit", "--answers", answers}).status == 0);
  // Rights hold for the administrator only where its power over files is gone, for this thread and what it starts.
  const auto without_power = [&](const std::vector<std::string>& arguments) {
    Run run;
    std::thread([&] {
      prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE);
      run = laptop.run(arguments);
    }).join();
    return run;
  };
  using std::filesystem::perms;
  for (const char* guarded : {"data", "data/pilotage.db"}) {
    CAPTURE(guarded);
    const perms before = std::filesystem::status(laptop.path(guarded)).permissions();
    permissions(std::filesystem::path(laptop.path(guarded)), before & ~(perms::owner_write | perms::group_write | perms::others_write));
    const Run refused = without_power({"responses", "new", "--form", "visit", "--answers", answers});
    permissions(std::filesystem::path(laptop.path(guarded)), before);
    CHECK(refused.status == 1);
    CHECK(refused.err.contains("cannot be written"));
    CHECK(refused.err.contains("--data"));
  }
  CHECK(laptop.run({"store", "check"}).status == 0);
  CHECK(nlohmann::json::parse(laptop.run({"responses", "list", "--json"}).out).size() == 1);
}

TEST_CASE("a full disk says so, and what was there before stays") {
  const Pilotctl laptop;
  REQUIRE(laptop.run({"forms", "install", laptop.write("visit.xml", kVisitForm)}).status == 0);
  REQUIRE(laptop.run({"responses", "new", "--form", "visit", "--answers", laptop.write("a.json", R"({"name": "Ann"})")}).status == 0);
  const std::string long_text(300'000, 'x');
  const Run full = laptop.run(
      {"responses", "new", "--form", "visit", "--answers", laptop.write("b.json", R"({"name": ")" + long_text + "\"}")}, 250'000);
  CHECK(full.status == 1);
  CHECK(full.err.contains("disk is full"));
  CHECK(laptop.run({"store", "check"}).status == 0);
  CHECK(laptop.run({"responses", "list"}).out.contains("Ann"));
}

TEST_CASE("a folder that cannot be is named, with a way out") {
  const Pilotctl laptop;
  laptop.write("data", "a file where the folder should be");
  const Run refused = laptop.run({"responses", "list"});
  CHECK(refused.status == 1);
  CHECK(refused.err.contains("--data"));
}

TEST_CASE("help and wrong commands") {
  const Pilotctl laptop;
  CHECK(laptop.run({"--help"}).status == 0);
  CHECK(laptop.run({"nonsense"}).status != 0);
  CHECK(laptop.run({"responses", "new"}).status != 0);
}
