// A resumable upload in a cluster of two endpoints with one folder of uploads: what one has taken the other goes on from, however the first
// one ended.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <future>
#include <memory>
#include <random>
#include <thread>

#include "e2e/cluster.h"
#include "sync/endpoint/raw_connection.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/receipt.h"
#include "sync/protocol/tus.h"

using namespace pilotage;
using namespace pilotage::test;
using pilotage::tests::Cluster;
using pilotage::tests::Member;

namespace {

// A large photo of one response, on its way by tus to one member of the cluster or another.
class Upload {
public:
  Upload(const Cluster& cluster, int number) : cluster_(cluster), id_(numbered_id(number)) {
    const std::string xml = visit(id_, "yes", "photo");
    const MultipartText post = MultipartText().xml(xml);
    REQUIRE(client_.send("POST", first().project() + "/submission", post.content_type(), post.text()).status == 201);
    const sync::AttachmentUpload announced{.form_id = "visit",
                                           .instance_id = id_,
                                           .submission_sha256 = sync::sha256_hex(xml),
                                           .name = "photo",
                                           .sha256 = sync::sha256_hex(photo_),
                                           .content_type = {}};
    const Answer begun = ask(
        "POST", first().project() + "/uploads",
        {fmt::format("Upload-Length: {}", photo_.size()), "Upload-Metadata: " + sync::write_upload_metadata(sync::metadata_of(announced))});
    REQUIRE(begun.status == 201);
    const std::string url = begun.header("location");
    name_ = url.substr(url.rfind('/') + 1);
  }

  // A request to the first member that brings the bytes up to `end`, and the first of them, up to `sent`; these are in the folder then.
  std::unique_ptr<RawConnection> begin_patch(std::size_t end, std::size_t sent) {
    auto line = std::make_unique<RawConnection>(first().port);
    REQUIRE(line->send(fmt::format("PATCH /v1/projects/1/uploads/{} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n"
                                   "X-Forwarded-Proto: https\r\nX-OpenRosa-Version: 1.0\r\nTus-Resumable: 1.0.0\r\n"
                                   "Content-Type: {}\r\nUpload-Offset: 0\r\nContent-Length: {}\r\n\r\n",
                                   name_, cluster_.collector, sync::kUploadContentType, end) +
                       photo_.substr(0, sent)));
    while (std::filesystem::file_size(cluster_.data() / "uploads" / name_ / "bytes") < sent) std::this_thread::yield();
    return line;
  }
  std::string bytes(std::size_t from, std::size_t to) const { return photo_.substr(from, to - from); }
  std::size_t size() const { return photo_.size(); }

  void expect_to_go_on_at(const Member& member, std::size_t offset) {
    const std::string url = member.project() + "/uploads/" + name_;
    const Answer standing = ask("HEAD", url, {});
    CHECK(standing.status == 200);
    REQUIRE(standing.header("upload-offset") == std::to_string(offset));
    const Answer last = ask("PATCH", url, {fmt::format("Upload-Offset: {}", offset)}, photo_.substr(offset));
    CHECK(last.status == 204);
    const auto receipt = sync::read_receipt(last.header("x-pilotage-receipt"));
    REQUIRE(receipt);
    CHECK(receipt->attachments == 1);
    HttpClient coordinator = cluster_.client_inside(cluster_.coordinator);
    CHECK(coordinator.get(member.project() + "/forms/visit/submissions/" + id_ + "/attachments/photo").body == photo_);
  }

private:
  static std::string noise() {
    std::mt19937 random(1);
    std::string bytes(400'000, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    return bytes;
  }
  const Member& first() const { return cluster_.members[0]; }
  Answer ask(const std::string& method, const std::string& url, const std::vector<std::string>& more, std::string_view body = {}) const {
    HttpClient client = cluster_.client_inside(cluster_.collector);
    client.headers.push_back("Tus-Resumable: 1.0.0");
    client.headers.insert(client.headers.end(), more.begin(), more.end());
    return method == "HEAD" ? client.head(url) : client.send(method, url, sync::kUploadContentType, body);
  }

  const Cluster& cluster_;
  const std::string id_;
  const std::string photo_ = noise();
  HttpClient client_ = cluster_.client_inside(cluster_.collector);
  std::string name_; // the last part of its address
};

} // namespace

TEST_CASE("an upload that one endpoint has begun goes on at the other, when the first is killed or told to stop in the middle of it") {
  if (!Cluster::is_installed()) return;
  Cluster cluster;
  auto& [first, second] = cluster.members;

  Upload killed(cluster, 1);
  const auto cut = killed.begin_patch(killed.size(), killed.size() / 2);
  first.kill();
  killed.expect_to_go_on_at(second, killed.size() / 2);
  first.start();

  Upload stopped(cluster, 2);
  const std::size_t half = stopped.size() / 2;
  const auto line = stopped.begin_patch(half, half / 2);
  auto code = std::async(std::launch::async, [&first] { return first.terminate(); });
  while (first.is_open()) std::this_thread::yield();
  REQUIRE(line->send(stopped.bytes(half / 2, half)));
  CHECK(line->read_all().starts_with("HTTP/1.1 204 ")); // what it had accepted
  CHECK(code.get() == 0);
  stopped.expect_to_go_on_at(second, half);
}
