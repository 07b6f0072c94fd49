// An endpoint whose bucket, or whose client, breaks off in the middle of a large file: no part of it stays anywhere, and who still listens
// is told what to do.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <thread>

#include "support/s3_server.h"
#include "sync/endpoint/campaign.h"
#include "sync/endpoint/raw_connection.h"
#include "sync/endpoint/storage/bucket_attachments.h"
#include "sync/protocol/content_hash.h"

using namespace pilotage;
using namespace pilotage::test;
using namespace pilotage::endpoint;
namespace fs = std::filesystem;

namespace {

// Its parts are small, and it tries what fails again for so long.
class HostWithBucket {
public:
  explicit HostWithBucket(std::chrono::milliseconds patience) {
    BucketSettings settings;
    settings.address = bucket.address();
    settings.key_id = tests::S3Server::kKeyId;
    settings.secret = tests::S3Server::kSecret;
    settings.part = 5 << 20;
    settings.patience = patience;
    auto data = DataDirectory::create(directory_.path() / "data");
    REQUIRE(data);
    REQUIRE(data->storage->create_project("Pilot"));
    REQUIRE(data->storage->publish_form(visit_form()));
    REQUIRE(data->storage->add_token(token_.record));
    data->files = std::move(*BucketAttachments::open(settings, incoming_));
    auto started = Endpoint::start({}, std::move(*data), {});
    REQUIRE(started);
    server = std::move(*started);
  }

  std::string path() const { return "/v1/key/" + token_.secret + "/projects/1/submission"; }
  Answer post(const MultipartText& body) const {
    HttpClient client;
    client.headers = {"X-OpenRosa-Version: 1.0"};
    return client.send("POST", server->url() + path(), body.content_type(), body.text());
  }
  std::string request(const MultipartText& body) const {
    return fmt::format("POST {} HTTP/1.1\r\nHost: x\r\nX-OpenRosa-Version: 1.0\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n{}", path(),
                       body.content_type(), body.text().size(), body.text());
  }
  bool is_in_bucket(std::string_view bytes) const { return fs::exists(bucket.file_of(attachment_path(sync::sha256_hex(bytes)))); }
  bool is_half_received() const { return !fs::is_empty(incoming_); }
  std::size_t submissions() const {
    auto data = DataDirectory::open(directory_.path() / "data");
    REQUIRE(data);
    return data->storage->submissions_after(1, "visit", 0, 100, std::size_t{1} << 20)->size();
  }

  const tests::S3Server bucket;
  std::unique_ptr<Endpoint> server;

private:
  TemporaryDirectory directory_;
  fs::path incoming_ = directory_.path() / "incoming";
  NewToken token_ = make_token(1, Role::collector, "laptop");
};

MultipartText with_photo(int number, const std::string& photo) {
  return MultipartText().xml(visit(numbered_id(number), "yes", "photo.jpg")).file("photo.jpg", photo);
}

} // namespace

TEST_CASE("a bucket that refuses in the middle of a large file keeps no part of it, and the laptop is told to send it again") {
  if (!tests::S3Server::available()) return;
  const HostWithBucket host(std::chrono::milliseconds(1));
  const std::string photo(12'000'000, 'p');
  const struct {
    const char* pattern;
    int bucket_says;
    const char* code;
    int endpoint_says;
  } refusals[] = {
      {"partNumber=2", 403, "QuotaExceeded", 507},
      {"partNumber=3", 503, "SlowDown", 503},
      {"^POST .*uploadId=", 500, "InternalError", 503}, // all parts are there
      {"^POST .*uploadId=", 200, "InternalError", 500}, // it began its answer before it knew
  };
  for (const auto& refusal : refusals) {
    INFO(std::string(refusal.pattern));
    host.bucket.refuse(refusal.pattern, refusal.bucket_says, refusal.code);
    const Answer answer = host.post(with_photo(1, photo));
    CHECK(answer.status == refusal.endpoint_says);
    CHECK(answer.body.find("again later") != std::string::npos);
    CHECK(host.bucket.unfinished_uploads() == 0);
    CHECK_FALSE(host.is_in_bucket(photo));
    CHECK_FALSE(host.is_half_received());
    CHECK(host.submissions() == 0);
  }
  host.bucket.refuse_nothing();
  CHECK(host.post(with_photo(1, photo)).status == 201);
  CHECK(host.is_in_bucket(photo));
  CHECK(host.bucket.unfinished_uploads() == 0);
  CHECK(host.submissions() == 1);
}

TEST_CASE("a client that goes in the middle of a large file leaves nothing; one that goes after it has all stored") {
  if (!tests::S3Server::available()) return;
  HostWithBucket host(std::chrono::minutes(5));
  const std::string half(12'000'000, 'h');
  const std::string whole(12'000'000, 'w');
  {
    const RawConnection client(host.server->port());
    const std::string request = host.request(with_photo(1, half));
    REQUIRE(client.send(std::string_view(request).substr(0, request.size() / 2)));
  }
  host.bucket.refuse("partNumber=2", 503, "SlowDown");
  {
    const RawConnection client(host.server->port());
    REQUIRE(client.send(host.request(with_photo(2, whole))));
  }
  while (host.bucket.unfinished_uploads() == 0) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  host.bucket.refuse_nothing();
  host.server.reset(); // finishes what it has accepted
  CHECK(host.bucket.unfinished_uploads() == 0);
  CHECK(host.is_in_bucket(whole));
  CHECK_FALSE(host.is_in_bucket(half));
  CHECK_FALSE(host.is_half_received());
  CHECK(host.submissions() == 1);
}
