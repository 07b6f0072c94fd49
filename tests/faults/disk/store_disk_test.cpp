// A laptop's store and attachments on a disk that forgets what was not synced.
#include <doctest/doctest.h>

#include <cstdlib>
#include <random>

#include "client/store/content_files.h"
#include "client/store/store.h"
#include "faults/day/child_process.h"
#include "support/lossy_disk/lossy_disk.h"
#include "support/temporary_directory.h"

using namespace pilotage;

namespace {

constexpr const char* kFolder = "PILOTAGE_TEST_FOLDER"; // tells the child where the disk is
const std::string kPhoto = "what a camera saw";

std::filesystem::path folder_of_child() {
  const char* folder = std::getenv(kFolder);
  REQUIRE(folder != nullptr);
  return folder;
}

// A disk that a child has worked on, after a power cut that took all that the child had not synced.
struct DiskAfterPowerCut {
  test::TemporaryDirectory directory;
  std::filesystem::path folder = directory.path() / "disk";

  explicit DiskAfterPowerCut(const std::string& child_test) {
    std::filesystem::create_directory(folder);
    tests::LossyDisk disk(folder, directory.path() / "unsynced");
    auto environment = disk.environment();
    environment.push_back(std::string(kFolder) + "=" + folder.string());
    day::ChildProcess child({"/proc/self/exe", "--no-skip", "--test-case=" + child_test}, environment, directory.path() / "log");
    REQUIRE(child.wait(std::chrono::minutes(1)) == 0);
    std::mt19937_64 random(1);
    disk.cut_power(random, 1.0);
  }
};

} // namespace

TEST_CASE("child: a photo is put" * doctest::skip()) {
  store::ContentFiles(folder_of_child() / "attachments").put(store::content_hash(kPhoto), kPhoto);
}

TEST_CASE("a power cut leaves the first attachment of a new folder, with all the folders that were made for it") {
  const DiskAfterPowerCut disk("child: a photo is put");
  const store::ContentFiles files(disk.folder / "attachments");
  REQUIRE(files.has(store::content_hash(kPhoto)));
  CHECK(files.read(store::content_hash(kPhoto)) == kPhoto);
}

TEST_CASE("child: a store is made" * doctest::skip()) { REQUIRE(store::Store::open(folder_of_child() / "new" / "answers")); }

TEST_CASE("a power cut leaves a new store, with all the folders that were made for it") {
  const DiskAfterPowerCut disk("child: a store is made");
  REQUIRE(std::filesystem::exists(disk.folder / "new" / "answers"));
  CHECK(std::filesystem::file_size(disk.folder / "new" / "answers" / "pilotage.db") > 0);
}
