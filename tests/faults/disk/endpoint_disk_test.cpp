// The endpoint itself on a disk that fills and forgets: it says so with the right status and a sentence, keeps what it has, and goes on.
#include <doctest/doctest.h>

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

#include "faults/day/child_process.h"
#include "support/lossy_disk/lossy_disk.h"
#include "sync/endpoint/campaign.h"
#include "sync/endpoint/data_directory.h"
#include "sync/protocol/content_hash.h"

using namespace pilotage;
using test::numbered_id;

namespace {

// Tell the child below where to make the endpoint, and where to leave the secret of its collector.
constexpr const char* kData = "PILOTAGE_TEST_DATA";
constexpr const char* kSecret = "PILOTAGE_TEST_SECRET";

} // namespace

// Run as a process on the lossy disk.
TEST_CASE("child: an endpoint is made" * doctest::skip()) {
  const char* data = std::getenv(kData);
  const char* secret = std::getenv(kSecret);
  REQUIRE(data != nullptr);
  REQUIRE(secret != nullptr);
  const auto made = endpoint::DataDirectory::create(data);
  REQUIRE(made);
  REQUIRE(made->storage->create_project("Pilot"));
  REQUIRE(made->storage->publish_form(test::visit_form()));
  const auto collector = endpoint::make_token(1, endpoint::Role::collector, "laptop");
  REQUIRE(made->storage->add_token(collector.record));
  std::ofstream(secret) << collector.secret;
}

namespace {

// A host whose endpoint was made and runs on the lossy disk. No TLS: it is not what is tested here.
struct SickHost {
  test::TemporaryDirectory directory;
  std::filesystem::path mounted = make_mounted();
  std::filesystem::path data = mounted / "pilot" / "data";
  tests::LossyDisk disk{mounted, directory.path() / "unsynced"};
  std::string secret = prepare();
  std::unique_ptr<day::ChildProcess> process = start();
  std::string url;
  std::map<std::string, std::string> acknowledged; // instance id, and the bytes of its file
  int next = 1;

  SickHost() { open_for_business(); }

  std::filesystem::path make_mounted() const {
    std::filesystem::create_directory(directory.path() / "disk");
    return directory.path() / "disk";
  }
  std::string prepare() const {
    const auto left = directory.path() / "secret";
    auto environment = disk.environment();
    environment.push_back(std::string(kData) + "=" + data.string());
    environment.push_back(std::string(kSecret) + "=" + left.string());
    day::ChildProcess child({"/proc/self/exe", "--no-skip", "--test-case=child: an endpoint is made"}, environment,
                            directory.path() / "child.log");
    REQUIRE(child.wait(std::chrono::minutes(1)) == 0);
    std::string text;
    std::ifstream(left) >> text;
    return text;
  }
  std::unique_ptr<day::ChildProcess> start() const {
    return std::make_unique<day::ChildProcess>(std::vector<std::string>{day::program_beside_this("pilotage-endpoint"), "serve", "--data",
                                                                        data.string(), "--listen", "127.0.0.1:0"},
                                               disk.environment(), directory.path() / "log");
  }
  void open_for_business() {
    const std::string line = process->first_line();
    REQUIRE(line.starts_with("listening on http://"));
    url = line.substr(line.find("http"));
  }

  test::Answer post(const std::string& file) {
    const std::string id = numbered_id(next++);
    test::MultipartText body;
    body.xml(test::visit(id, std::string(3'000, 'x'), file.empty() ? "" : "photo.jpg"));
    if (!file.empty()) body.file("photo.jpg", file);
    test::HttpClient client;
    client.headers = {"X-OpenRosa-Version: 1.0"};
    auto answer = client.send("POST", url + "/v1/key/" + secret + "/projects/1/submission", body.content_type(), body.text());
    if (answer.status == 201) acknowledged.emplace(id, file);
    return answer;
  }

  void expect_the_acknowledged() const {
    const auto opened = endpoint::DataDirectory::open(data);
    REQUIRE(opened);
    const auto all = opened->storage->submissions_after(1, "visit", 0, 100'000, std::size_t{1} << 30);
    REQUIRE(all);
    std::multiset<std::string> there;
    for (const auto& submission : *all) there.insert(submission.instance_id);
    for (const auto& [id, file] : acknowledged) {
      CHECK(there.count(id) == 1);
      if (!file.empty()) CHECK(stored(*opened->files, sync::sha256_hex(file)) == file);
    }
  }
  static std::string stored(const endpoint::AttachmentStore& files, const std::string& sha256) {
    const auto opened = files.open_file(sha256);
    if (!opened) return opened.error().to_string();
    std::string bytes(opened->size, '\0');
    const ssize_t size = ::pread(opened->descriptor, bytes.data(), bytes.size(), 0);
    ::close(opened->descriptor);
    return size < 0 ? "unreadable" : bytes.substr(0, static_cast<std::size_t>(size));
  }
};

} // namespace

TEST_CASE("the endpoint on a full disk answers 507 with a sentence, keeps what it has, and goes on when there is space") {
  SickHost host;
  REQUIRE(host.post("").status == 201);
  REQUIRE(host.post("a photo").status == 201);
  host.disk.set_full(true);
  const auto with_file = host.post("another photo");
  CHECK(with_file.status == 507);
  CHECK(with_file.body.contains("disk is full"));
  test::Answer last;
  for (int i = 0; i < 3'000 && (i == 0 || last.status == 201); ++i) last = host.post("");
  CHECK(last.status == 507);
  CHECK(last.body.contains("send it again later"));
  host.disk.set_full(false);
  CHECK(host.post("another photo").status == 201);
  CHECK(host.post("").status == 201);
  host.process->terminate();
  host.expect_the_acknowledged();
}

TEST_CASE("the endpoint on a failing disk acknowledges nothing that it has not got, and a power cut takes nothing that it has") {
  SickHost host;
  std::mt19937_64 random(1);
  int refused = 0;
  for (int round = 0; round < 5; ++round) {
    host.disk.set_failures_per_mille(100);
    for (int i = 0; i < 20; ++i) refused += host.post(i % 2 == 0 ? "photo " + std::to_string(host.next) : "").status != 201;
    host.disk.set_failures_per_mille(0);
    for (int i = 0; i < 5; ++i) CHECK(host.post("photo " + std::to_string(host.next)).status == 201);
    host.process->kill();
    host.disk.cut_power(random);
    host.process = host.start();
    host.open_for_business();
  }
  CHECK(refused > 0);
  CHECK(host.acknowledged.size() >= 25);
  host.process->terminate();
  host.expect_the_acknowledged();
}

TEST_CASE("a power cut that takes all that was not synced leaves each acknowledged file, under its name and in its folder") {
  SickHost host;
  std::mt19937_64 random(1);
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 20; ++i) CHECK(host.post("photo " + std::to_string(host.next)).status == 201);
    host.process->kill();
    CHECK(host.disk.cut_power(random, 1.0) > 0);
    host.expect_the_acknowledged();
    host.process = host.start();
    host.open_for_business();
  }
  host.process->terminate();
}
