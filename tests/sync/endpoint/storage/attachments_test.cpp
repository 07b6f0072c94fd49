// The attachment stores: the same for a directory and for a bucket of a real S3 server; then what only a bucket does.
#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <future>
#include <map>
#include <set>
#include <thread>

#include "support/s3_server.h"
#include "support/temporary_directory.h"
#include "sync/endpoint/storage/bucket.h"
#include "sync/endpoint/storage/bucket_attachments.h"
#include "sync/endpoint/storage/databases.h"
#include "sync/endpoint/storage/directory_attachments.h"

using namespace pilotage;
using namespace pilotage::tests;
using namespace pilotage::endpoint;
namespace fs = std::filesystem;

namespace {

class InDirectory {
public:
  static bool available() { return true; }
  std::unique_ptr<AttachmentStore> open() const { return checked(DirectoryAttachments::open(directory_.path())); }

private:
  TemporaryDirectory directory_;
};

class InBucket {
public:
  static bool available() { return S3Server::available(); }
  BucketSettings settings() const {
    BucketSettings settings;
    settings.address = server.address();
    settings.key_id = S3Server::kKeyId;
    settings.secret = S3Server::kSecret;
    return settings;
  }
  std::unique_ptr<AttachmentStore> open() const { return open(settings()); }
  std::unique_ptr<AttachmentStore> open(BucketSettings settings) const {
    return checked(BucketAttachments::open(std::move(settings), directory_.path()));
  }
  std::size_t incoming() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory_.path()), fs::directory_iterator()));
  }

  S3Server server;

private:
  TemporaryDirectory directory_;
};

std::string read_whole(const AttachmentStore& store, std::string_view sha256) {
  const auto opened = checked(store.open_file(sha256));
  std::string bytes(opened.size, '\0');
  CHECK(::pread(opened.descriptor, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(opened.size));
  ::close(opened.descriptor);
  return bytes;
}

std::string pseudo_random(std::size_t size) {
  std::string bytes(size, '\0');
  std::uint32_t state = 7;
  for (char& byte : bytes) byte = static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U);
  return bytes;
}

} // namespace

TEST_CASE_TEMPLATE("a file is kept by its content and read again, from any process", Place, InDirectory, InBucket) {
  if (!Place::available()) return;
  const Place place;
  const auto store = place.open();
  const std::string large = pseudo_random(9'000'001);
  std::map<std::string, std::uint64_t> kept;
  for (const std::string& bytes : {std::string("photo"), std::string(), large}) {
    const std::string hash = checked(store->add(bytes));
    CHECK(hash == sync::sha256_hex(bytes));
    kept[hash] = bytes.size();
    CHECK(read_whole(*place.open(), hash) == bytes);
  }
  CHECK(checked(store->add(large)) == sync::sha256_hex(large)); // once more
  std::map<std::string, std::uint64_t> listed;
  checked(place.open()->list([&](std::string_view hash, std::uint64_t size) { listed.emplace(hash, size); }));
  CHECK(listed == kept);
  CHECK(store->open_file(sync::sha256_hex("another")).error().code == ErrorCode::not_found);
  CHECK(store->open_file("../../etc/passwd").error().code == ErrorCode::not_found);
  { CHECK(checked(store->receive())->append("half of")); }
}

TEST_CASE_TEMPLATE("the same file from many endpoints at once is one file", Place, InDirectory, InBucket) {
  if (!Place::available()) return;
  const Place place;
  std::vector<std::thread> endpoints;
  std::atomic<int> refused = 0;
  for (int i = 0; i < 8; ++i)
    endpoints.emplace_back([&, i] {
      const auto store = place.open();
      if (!store->add("shared by all")) ++refused;
      if (!store->add("of its own " + std::to_string(i))) ++refused;
    });
  for (std::thread& endpoint : endpoints) endpoint.join();
  CHECK(refused == 0);
  std::set<std::string> listed;
  checked(place.open()->list([&](std::string_view hash, std::uint64_t) { CHECK(listed.emplace(hash).second); }));
  CHECK(listed.size() == 9);
  CHECK(read_whole(*place.open(), sync::sha256_hex("shared by all")) == "shared by all");
}

TEST_CASE("what is large goes into a bucket in parts, and is one object") {
  if (!S3Server::available()) return;
  InBucket place;
  BucketSettings settings = place.settings();
  settings.part = 5 << 20;
  settings.patience = std::chrono::minutes(1);
  const auto store = place.open(settings);
  for (const std::size_t size : {std::size_t{5 << 20}, std::size_t{(5 << 20) + 1}, std::size_t{17'000'003}}) {
    const std::string bytes = pseudo_random(size);
    const std::string hash = checked(store->add(bytes));
    CHECK(hash == sync::sha256_hex(bytes));
    CHECK(read_whole(*store, hash) == bytes);
    CHECK(checked(Bucket(settings).size_of(attachment_path(hash))) == size);
  }
  std::set<std::string> listed;
  checked(store->list([&](std::string_view hash, std::uint64_t) { CHECK(listed.emplace(hash).second); }));
  CHECK(listed.size() == 3);

  // The server goes away in the middle and comes back.
  const std::string bytes = pseudo_random(31'000'001);
  auto waiting = std::async(std::launch::async, [&] { return store->add(bytes); });
  place.server.kill();
  place.server.start();
  CHECK(read_whole(*store, checked(waiting.get())) == bytes);
  settings.secret = "another";
  CHECK_FALSE(place.open(settings)->add(pseudo_random(6'000'000)));
  CHECK(place.incoming() == 0);
}

TEST_CASE("a bucket's list is read page by page") {
  if (!S3Server::available()) return;
  const InBucket place;
  std::set<std::string> names;
  for (int i = 0; i < 10; ++i) names.insert(checked(place.open()->add(std::to_string(i))));
  for (const unsigned page : {3U, 5U, 10U, 11U}) {
    BucketSettings settings = place.settings();
    settings.page = page;
    std::set<std::string> listed;
    checked(place.open(settings)->list([&](std::string_view hash, std::uint64_t size) {
      CHECK(size == 1);
      CHECK(listed.emplace(hash).second);
    }));
    CHECK(listed == names);
  }
}

TEST_CASE("what a bucket refuses is told apart, and no message holds the secret") {
  if (!S3Server::available()) return;
  const InBucket place;
  const auto refusal = [&](auto change) {
    BucketSettings settings = place.settings();
    change(settings);
    const auto answer = Bucket(settings).check();
    REQUIRE_FALSE(answer);
    CHECK(place.open(settings)->add("x").has_value() == false);
    CHECK(answer.error().to_string().find("a very secret key") == std::string::npos);
    return answer.error();
  };
  checked(Bucket(place.settings()).check());
  CHECK(refusal([](BucketSettings& s) { s.secret = "a very secret key"; }).message.find("secret key and the region") != std::string::npos);
  CHECK(refusal([](BucketSettings& s) { s.key_id = "a stranger"; }).code == ErrorCode::permission);
  CHECK(refusal([&](BucketSettings& s) { s.address = place.server.address("another"); }).code == ErrorCode::not_found);
  CHECK(place.incoming() == 0);
}

TEST_CASE("an object that was changed in the bucket is not handed out") {
  if (!S3Server::available()) return;
  const InBucket place;
  const auto store = place.open();
  const std::string hash = checked(store->add("the photo"));
  std::ofstream(place.server.file_of(attachment_path(hash)), std::ios::binary) << "no photo!";
  CHECK(store->open_file(hash).error().code == ErrorCode::damaged);
  CHECK(place.incoming() == 0);
}

TEST_CASE("a bucket whose server goes away is tried again; where it stays away, that is said") {
  if (!S3Server::available()) return;
  InBucket place;
  BucketSettings patient = place.settings();
  patient.patience = std::chrono::minutes(1);
  const auto store = place.open(patient);
  const std::string hash = checked(store->add("the photo"));
  place.server.kill();
  auto waiting = std::async(std::launch::async, [&] { return store->add("the photo"); });
  place.server.start(); // from this thread: the server ends with the thread that started it
  CHECK(read_whole(*store, checked(waiting.get())) == "the photo");
  place.server.kill();
  BucketSettings hasty = place.settings();
  hasty.patience = std::chrono::milliseconds(1);
  CHECK(place.open(hasty)->add("another").error().code == ErrorCode::no_network);
  CHECK(place.open(hasty)->open_file(hash).error().message.find("cannot be reached") != std::string::npos);
  CHECK(place.incoming() == 0);
}

TEST_CASE("a bucket that was waited for in vain is asked once by those who come next, until it is back") {
  if (!S3Server::available()) return;
  InBucket place;
  BucketSettings settings = place.settings();
  settings.patience = std::chrono::seconds(1);
  const Bucket bucket(settings);
  int attempts = 0;
  const auto outcome = [&] {
    attempts = 0;
    const auto begin = [&attempts]() -> Result<void> { return ++attempts, Result<void>{}; };
    return bucket.get("no/such/object", begin, [](std::string_view) { return Result<void>{}; }).error().code;
  };
  for (int outage = 0; outage < 2; ++outage) {
    place.server.kill();
    CHECK(outcome() == ErrorCode::no_network);
    CHECK(attempts > 1);
    CHECK(outcome() == ErrorCode::no_network);
    CHECK(attempts == 1);
    place.server.start();
    CHECK(outcome() == ErrorCode::not_found);
    CHECK(attempts == 1);
  }
}
