// A laptop's attachments on a disk that forgets what was not synced.
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
constexpr const char* kFolder = "PILOTAGE_TEST_FOLDER"; // tells the child where to put its file
const std::string kPhoto = "what a camera saw";
} // namespace

// Run by the test below, as a process on that disk.
TEST_CASE("child: a photo is put" * doctest::skip()) {
  const char* folder = std::getenv(kFolder);
  REQUIRE(folder != nullptr);
  store::ContentFiles(std::filesystem::path(folder) / "attachments").put(store::content_hash(kPhoto), kPhoto);
}

TEST_CASE("child: a store is made" * doctest::skip()) {
  const char* folder = std::getenv(kFolder);
  REQUIRE(folder != nullptr);
  REQUIRE(store::Store::open(std::filesystem::path(folder) / "new" / "answers"));
}

TEST_CASE("a power cut leaves a new store, with all the folders that were made for it") {
  const test::TemporaryDirectory directory;
  const std::filesystem::path data = directory.path() / "data";
  std::filesystem::create_directory(data);
  tests::LossyDisk disk(data, directory.path() / "unsynced");
  auto environment = disk.environment();
  environment.push_back(std::string(kFolder) + "=" + data.string());
  day::ChildProcess child({"/proc/self/exe", "--no-skip", "--test-case=child: a store is made"}, environment, directory.path() / "log");
  REQUIRE(child.wait(std::chrono::minutes(1)) == 0);
  std::mt19937_64 random(1);
  disk.cut_power(random, 1.0);
  CHECK(std::filesystem::exists(data / "new" / "answers"));
  CHECK(std::filesystem::file_size(data / "new" / "answers" / "pilotage.db") > 0);
}

TEST_CASE("a power cut leaves the first attachment of a new folder, with all the folders that were made for it") {
  const test::TemporaryDirectory directory;
  const std::filesystem::path data = directory.path() / "data";
  std::filesystem::create_directory(data);
  tests::LossyDisk disk(data, directory.path() / "unsynced");
  auto environment = disk.environment();
  environment.push_back(std::string(kFolder) + "=" + data.string());
  day::ChildProcess child({"/proc/self/exe", "--no-skip", "--test-case=child: a photo is put"}, environment, directory.path() / "log");
  REQUIRE(child.wait(std::chrono::minutes(1)) == 0);
  std::mt19937_64 random(1);
  disk.cut_power(random, 1.0);
  const store::ContentFiles files(data / "attachments");
  REQUIRE(files.has(store::content_hash(kPhoto)));
  CHECK(files.read(store::content_hash(kPhoto)) == kPhoto);
}
