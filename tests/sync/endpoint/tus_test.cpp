// Resumable uploads as they stand on the wire: tus 1.0.0 against the endpoint over TLS.
#include "sync/protocol/tus.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "support/postgres_server.h"
#include "support/throwaway_authority.h"
#include "sync/endpoint/campaign.h"
#include "sync/endpoint/tls_connection.h"
#include "sync/protocol/receipt.h"

using namespace pilotage;
using namespace pilotage::test;
namespace fs = std::filesystem;

namespace {

using Headers = std::vector<std::string>;

Answer ask(HttpClient client, const std::string& method, const std::string& url, const Headers& more, std::string_view body = {}) {
  client.headers.insert(client.headers.end(), more.begin(), more.end());
  if (method == "HEAD") return client.head(url);
  return client.send(method, url, sync::kUploadContentType, body);
}

// A campaign with one response that waits for its photo.
struct PhotoToCome {
  explicit PhotoToCome(endpoint::EndpointOptions options = {}, const endpoint::StorageChoice& choice = {})
      : campaign(std::move(options), choice) {
    REQUIRE(campaign.post(MultipartText().xml(xml)).status == 201);
  }

  sync::AttachmentUpload attachment() const {
    return {.form_id = "visit",
            .instance_id = numbered_id(1),
            .submission_sha256 = sync::sha256_hex(xml),
            .name = "é photo.jpg",
            .sha256 = sync::sha256_hex(photo),
            .content_type = "image/jpeg"};
  }
  static std::string metadata_header(const sync::AttachmentUpload& upload) {
    return fmt::format("Upload-Metadata: {}", sync::write_upload_metadata(sync::metadata_of(upload)));
  }
  Answer create(const Headers& more, std::string_view body = {}) const {
    Headers headers = {kResumable};
    headers.insert(headers.end(), more.begin(), more.end());
    return ask(campaign.collector(), "POST", campaign.project() + "/uploads", headers, body);
  }
  Answer create() const { return create({fmt::format("Upload-Length: {}", photo.size()), metadata_header(attachment())}); }
  std::string begun() const {
    const Answer answer = create();
    REQUIRE(answer.status == 201);
    return answer.header("location");
  }
  Answer head(const std::string& url) const { return ask(campaign.collector(), "HEAD", url, {kResumable}); }
  Answer patch(const std::string& url, std::uint64_t offset, std::string_view bytes, const Headers& more = {}) const {
    Headers headers = {kResumable, fmt::format("Upload-Offset: {}", offset)};
    headers.insert(headers.end(), more.begin(), more.end());
    return ask(campaign.collector(), "PATCH", url, headers, bytes);
  }
  std::string offset(const std::string& url) const {
    const Answer answer = head(url);
    REQUIRE(answer.status == 200);
    return answer.header("upload-offset");
  }
  // The bytes of the attachment as a coordinator gets them, "" while there are none.
  std::string arrived() const {
    const Answer answer =
        campaign.coordinator().get(campaign.project() + "/forms/visit/submissions/" + numbered_id(1) + "/attachments/%C3%A9%20photo.jpg");
    return answer.status == 200 ? answer.body : "";
  }
  std::size_t staged() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(campaign.directory.path() / "data" / "uploads"), fs::directory_iterator()));
  }

  static constexpr const char* kResumable = "Tus-Resumable: 1.0.0";
  std::string xml = visit(numbered_id(1), "yes", "é photo.jpg");
  std::string photo = "0123456789abcdefghijklmnopqrstuvwxyz";
  Campaign campaign;
};

// The request as a client writes it, up to the first byte of the body.
std::string patch_head(const PhotoToCome& scene, const std::string& url, std::uint64_t offset, std::size_t length,
                       const Headers& more = {}) {
  std::string head = fmt::format("PATCH {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\nTus-Resumable: 1.0.0\r\n"
                                 "Content-Type: application/offset+octet-stream\r\nUpload-Offset: {}\r\nContent-Length: {}\r\n",
                                 url.substr(url.find("/v1/")), scene.campaign.collector_token.secret, offset, length);
  for (const std::string& line : more) head += line + "\r\n";
  return head + "\r\n";
}

std::string checksum_header(std::string_view bytes) {
  return "Upload-Checksum: " + sync::write_upload_checksum({.kind = sync::HashKind::sha256, .hex = sync::sha256_hex(bytes)});
}

} // namespace

TEST_CASE("the endpoint says what of tus it speaks, and refuses other versions") {
  const PhotoToCome scene;
  const std::string url = scene.campaign.project() + "/uploads";
  const Answer options = scene.campaign.stranger().send("OPTIONS", url, "", "");
  CHECK(options.status == 204);
  CHECK(options.header("tus-version") == "1.0.0");
  CHECK(options.header("tus-resumable") == "1.0.0");
  CHECK(options.header("tus-extension") == "creation,creation-with-upload,checksum,termination,expiration");
  CHECK(options.header("tus-max-size") == "4294967296");
  CHECK(options.header("tus-checksum-algorithm") == "sha256,sha1");
  CHECK(scene.campaign.collector().head(scene.campaign.submission()).header("x-pilotage-extensions").contains("tus"));
  const std::string upload = scene.begun();
  for (const Headers& version : {Headers{}, Headers{"Tus-Resumable: 0.2.2"}}) {
    for (const char* method : {"HEAD", "PATCH", "DELETE"}) {
      const Answer answer = ask(scene.campaign.collector(), method, upload, version);
      CHECK(answer.status == 412);
      CHECK(answer.header("tus-version") == "1.0.0");
    }
    CHECK(ask(scene.campaign.collector(), "POST", url, version).status == 412);
  }
}

TEST_CASE("an upload in pieces becomes the attachment of its submission, with a receipt") {
  PhotoToCome scene;
  const Answer created = scene.create();
  CHECK(created.status == 201);
  CHECK(created.header("upload-offset") == "0");
  CHECK_FALSE(created.header("upload-expires").empty());
  const std::string url = created.header("location");
  CHECK(url.starts_with(scene.campaign.project() + "/uploads/"));

  CHECK(scene.offset(url) == "0");
  const Answer first = scene.patch(url, 0, scene.photo.substr(0, 10));
  CHECK(first.status == 204);
  CHECK(first.header("upload-offset") == "10");
  CHECK(first.header("x-pilotage-receipt").empty());
  scene.campaign.restart();
  const std::string moved = scene.campaign.project() + url.substr(url.find("/uploads/"));
  const Answer head = scene.head(moved);
  CHECK(head.header("upload-offset") == "10");
  CHECK(head.header("upload-length") == "36");
  CHECK(head.header("cache-control") == "no-store");
  CHECK(sync::read_attachment_upload(*sync::read_upload_metadata(head.header("upload-metadata"))) == scene.attachment());
  CHECK(scene.arrived().empty());

  const Answer last = scene.patch(moved, 10, scene.photo.substr(10));
  CHECK(last.status == 204);
  CHECK(last.header("upload-offset") == "36");
  const auto receipt = sync::read_receipt(last.header("x-pilotage-receipt"));
  REQUIRE(receipt);
  CHECK(receipt->instance_id == numbered_id(1));
  CHECK(receipt->sha256 == sync::sha256_hex(scene.xml));
  CHECK(receipt->attachments == 1);
  CHECK(scene.arrived() == scene.photo);

  // Whoever missed that answer asks again, now or after a restart.
  scene.campaign.restart();
  const Answer again = scene.head(scene.campaign.project() + url.substr(url.find("/uploads/")));
  CHECK(again.header("upload-offset") == "36");
  CHECK(again.header("x-pilotage-receipt") == last.header("x-pilotage-receipt"));
  // And whoever has forgotten the upload altogether need not send a byte.
  const Answer anew = scene.create();
  CHECK(anew.status == 201);
  CHECK(anew.header("upload-offset") == "36");
  CHECK(anew.header("x-pilotage-receipt") == last.header("x-pilotage-receipt"));
}

TEST_CASE("bytes may come with the creation, and an empty attachment is complete by it") {
  PhotoToCome scene;
  const std::string length = fmt::format("Upload-Length: {}", scene.photo.size());
  const std::string metadata = PhotoToCome::metadata_header(scene.attachment());
  CHECK(scene.create({length, metadata, checksum_header("other")}, scene.photo).status == sync::kChecksumMismatch);
  CHECK(scene.staged() == 0);
  const Answer part = scene.create({length, metadata}, scene.photo.substr(0, 5));
  CHECK(part.status == 201);
  CHECK(part.header("upload-offset") == "5");
  CHECK(scene.patch(part.header("location"), 5, scene.photo.substr(5)).status == 204);
  CHECK(scene.arrived() == scene.photo);

  PhotoToCome nothing;
  nothing.photo.clear();
  const Answer empty = nothing.create();
  CHECK(empty.status == 201);
  CHECK(empty.header("upload-offset") == "0");
  CHECK_FALSE(empty.header("x-pilotage-receipt").empty());
}

TEST_CASE("a request that is wrong changes nothing") {
  const PhotoToCome scene;
  const std::string url = scene.begun();
  REQUIRE(scene.patch(url, 0, "01234").status == 204);
  CHECK(scene.patch(url, 4, "4567").status == 409);
  CHECK(scene.patch(url, 6, "6789").status == 409);
  CHECK(scene.patch(url, 0, "").status == 409);
  CHECK(ask(scene.campaign.collector(), "PATCH", url, {PhotoToCome::kResumable}, "5").status == 400);
  for (const char* offset : {"x", "-5", "99999999999999999999"})
    CHECK(ask(scene.campaign.collector(), "PATCH", url, {PhotoToCome::kResumable, fmt::format("Upload-Offset: {}", offset)}, "5").status !=
          204);
  CHECK(scene.patch(url, 5, scene.photo).status == 413);
  HttpClient other = scene.campaign.collector();
  other.headers.insert(other.headers.end(), {PhotoToCome::kResumable, "Upload-Offset: 5"});
  CHECK(other.send("PATCH", url, "application/octet-stream", "5").status == 415);
  CHECK(scene.patch(url, 5, "5", {"Upload-Checksum: md5 eA=="}).status == 400);
  CHECK(scene.patch(url, 5, "5", {"Upload-Checksum: sha256 eA=="}).status == 400);
  CHECK(scene.patch(url, 5, "5x", {checksum_header("56")}).status == sync::kChecksumMismatch);
  CHECK(scene.offset(url) == "5");
  CHECK(scene.patch(url, 5, "56", {checksum_header("56")}).status == 204);
  CHECK(scene.patch(url, 7, "78", {"Upload-Checksum: sha1 u42j/uGfI4ATBn5ddF2J2BMfHjI="}).status == sync::kChecksumMismatch);
  CHECK(scene.patch(url, 7, scene.photo.substr(7)).status == 204);
  CHECK(scene.arrived() == scene.photo);
}

TEST_CASE("a creation that is wrong is refused with the right status, and stages nothing") {
  const PhotoToCome scene;
  const std::string length = "Upload-Length: 36";
  const auto refused = [&](sync::AttachmentUpload upload) { return scene.create({length, PhotoToCome::metadata_header(upload)}).status; };
  auto upload = scene.attachment();
  const std::string metadata = PhotoToCome::metadata_header(upload);
  CHECK(scene.create({metadata}).status == 400);
  CHECK(scene.create({metadata, "Upload-Length: -1"}).status == 400);
  CHECK(scene.create({metadata, "Upload-Defer-Length: 1"}).status == 400);
  CHECK(scene.create({metadata, "Upload-Length: 4294967297"}).status == 413);
  CHECK(scene.create({metadata, "Upload-Length: 3"}, "0123").status == 413);
  CHECK(scene.create({length}).status == 400);
  CHECK(scene.create({length, "Upload-Metadata: filename ==="}).status == 400);
  CHECK(scene.create({length, "Upload-Metadata: a,a"}).status == 400);
  for (const char* name : {"../../etc/passwd", "..", "a/b", "a\\b", "/etc/passwd", "C:x", "a\nb", ""}) {
    upload.name = name;
    CHECK(refused(upload) == 400);
  }
  upload = scene.attachment();
  upload.name = "not in the form.jpg";
  CHECK(refused(upload) == 400);
  upload = scene.attachment();
  upload.sha256 = "short";
  CHECK(refused(upload) == 400);
  // Who does not know the submission's content learns nothing of it.
  upload = scene.attachment();
  upload.submission_sha256 = sync::sha256_hex("guess");
  CHECK(refused(upload) == 404);
  upload.instance_id = numbered_id(2);
  CHECK(refused(upload) == 404);
  CHECK(scene.staged() == 0);
}

TEST_CASE("other bytes than announced, or than came first, are refused") {
  PhotoToCome scene;
  std::string url = scene.begun();
  CHECK(scene.patch(url, 0, std::string(scene.photo.size(), 'x')).status == sync::kChecksumMismatch);
  CHECK(scene.head(url).status == 404);
  CHECK(scene.arrived().empty());

  url = scene.begun();
  const std::string late = scene.begun();
  CHECK(scene.patch(url, 0, scene.photo).status == 204);
  const std::string first = scene.photo;
  scene.photo = std::string(36, 'y');
  CHECK(scene.create().status == 409);
  CHECK(scene.patch(late, 0, first).status == 204);
  CHECK(scene.arrived() == first);
}

TEST_CASE("a correction's own file goes by an upload, though it has that of what it corrects until then") {
  PhotoToCome scene;
  CHECK(scene.patch(scene.begun(), 0, scene.photo).status == 204);
  std::string correction = visit(numbered_id(2), "no", "é photo.jpg");
  correction.insert(correction.find("</orx:meta>"), "<orx:deprecatedID>" + numbered_id(1) + "</orx:deprecatedID>");
  REQUIRE(scene.campaign.post(MultipartText().xml(correction)).status == 201);
  CHECK(scene.arrived() == "0123456789abcdefghijklmnopqrstuvwxyz"); // of the current version
  const std::string better = "a better photograph";
  sync::AttachmentUpload own = scene.attachment();
  own.instance_id = numbered_id(2);
  own.submission_sha256 = sync::sha256_hex(correction);
  own.sha256 = sync::sha256_hex(better);
  const Answer made = scene.create({fmt::format("Upload-Length: {}", better.size()), PhotoToCome::metadata_header(own)});
  REQUIRE(made.status == 201);
  CHECK(scene.patch(made.header("location"), 0, better).status == 204);
  CHECK(scene.arrived() == better);
}

TEST_CASE("only who may submit makes an upload, and only who made it sees it") {
  PhotoToCome scene;
  const std::string uploads = scene.campaign.project() + "/uploads";
  const Headers headers = {PhotoToCome::kResumable, "Upload-Length: 36", PhotoToCome::metadata_header(scene.attachment())};
  CHECK(ask(scene.campaign.stranger(), "POST", uploads, headers).status == 401);
  const auto client_of = [&](const endpoint::NewToken& token) {
    HttpClient client = scene.campaign.stranger();
    client.headers.push_back("Authorization: Bearer " + token.secret);
    return client;
  };
  const auto viewer = scene.campaign.add_token(endpoint::Role::viewer, "Viewer");
  CHECK(ask(client_of(viewer), "POST", uploads, headers).status == 403);
  REQUIRE(scene.campaign.server->storage().create_project("Other"));
  const auto elsewhere = scene.campaign.add_token(endpoint::Role::collector, "Elsewhere", 2);
  CHECK(ask(client_of(elsewhere), "POST", uploads, headers).status == 403);

  const std::string url = scene.begun();
  const auto neighbour = scene.campaign.add_token(endpoint::Role::collector, "Laptop 8");
  const auto administrator = scene.campaign.add_token(endpoint::Role::administrator, "Host", 0);
  const std::string in_other = scene.campaign.server->url() + "/v1/projects/2" + url.substr(url.find("/uploads/"));
  for (const auto& [token, address] :
       {std::pair{&neighbour, url}, {&administrator, url}, {&administrator, in_other}, {&elsewhere, in_other}}) {
    CHECK(ask(client_of(*token), "HEAD", address, {PhotoToCome::kResumable}).status == 404);
    CHECK(ask(client_of(*token), "PATCH", address, {PhotoToCome::kResumable, "Upload-Offset: 0"}, "0").status == 404);
    CHECK(ask(client_of(*token), "DELETE", address, {PhotoToCome::kResumable}).status == 404);
  }
  for (const char* id : {"00000000-0000-4000-8000-000000000000", "..%2F..%2Fendpoint.sqlite", "%2e%2e", "x"})
    CHECK(scene.head(uploads + "/" + id).status == 404);
  // A token in the path makes addresses with the token in the path.
  const Answer keyed = ask(scene.campaign.stranger(), "POST", scene.campaign.keyed() + "/uploads", headers);
  CHECK(keyed.header("location").starts_with(scene.campaign.keyed() + "/uploads/"));
  CHECK(scene.offset(url) == "0");
}

TEST_CASE("an upload can be ended, and one that nobody goes on with expires and is tidied away") {
  endpoint::EndpointOptions options;
  options.upload_lifetime = std::chrono::hours(1);
  PhotoToCome scene(options);
  const std::string ended = scene.begun();
  CHECK(ask(scene.campaign.collector(), "DELETE", ended, {PhotoToCome::kResumable}).status == 204);
  CHECK(scene.head(ended).status == 404);
  CHECK(scene.staged() == 0);

  const std::string forgotten = scene.begun();
  CHECK(scene.patch(forgotten, 0, "0123").status == 204);
  const fs::path uploads = scene.campaign.directory.path() / "data" / "uploads";
  for (const auto& entry : fs::recursive_directory_iterator(uploads))
    fs::last_write_time(entry.path(), fs::file_time_type::clock::now() - std::chrono::minutes(61));
  CHECK(scene.head(forgotten).status == 404);
  CHECK(scene.staged() == 1);
  scene.campaign.restart(); // and the first creation after it finds time to tidy
  const std::string fresh = scene.begun();
  scene.campaign.server->stop();
  CHECK(scene.staged() == 1);
}

TEST_CASE("POST can stand for the methods that something on the way does not let through") {
  const PhotoToCome scene;
  const std::string url = scene.begun();
  const auto post = [&](const char* method) {
    return ask(scene.campaign.collector(), "POST", url,
               {PhotoToCome::kResumable, "Upload-Offset: 0", fmt::format("X-HTTP-Method-Override: {}", method)}, "0");
  };
  CHECK(post("PATCH").status == 204);
  CHECK(post("GET").status == 405);
  CHECK(scene.offset(url) == "1");
}

TEST_CASE("an upload that is cut at any byte goes on from that byte") {
  const PhotoToCome scene;
  const std::size_t last = scene.photo.size() - 1; // this byte comes at the very end only: else the submission would have its photo
  std::string url;
  for (const bool with_checksum : {false, true}) {
    for (std::size_t cut = 0; cut <= last; ++cut) {
      url = scene.begun();
      Headers more;
      if (with_checksum) more.push_back(checksum_header(scene.photo));
      TlsConnection line(scene.campaign.server->port());
      line.send(patch_head(scene, url, 0, scene.photo.size(), more) + scene.photo.substr(0, cut));
      line.hang_up();
      REQUIRE(scene.offset(url) == std::to_string(cut));
      CHECK(scene.patch(url, cut, scene.photo.substr(cut, last - cut)).status == 204);
      CHECK(scene.offset(url) == std::to_string(last));
    }
  }
  CHECK(scene.patch(url, last, scene.photo.substr(last)).status == 204);
  CHECK(scene.arrived() == scene.photo);
}

TEST_CASE("a request that is cut within its headers changes nothing") {
  const PhotoToCome scene;
  const std::string url = scene.begun();
  const std::string head = patch_head(scene, url, 0, scene.photo.size());
  for (std::size_t cut = 0; cut < head.size(); cut += 7) {
    TlsConnection line(scene.campaign.server->port());
    line.send(head.substr(0, cut + 1));
    line.hang_up();
  }
  CHECK(scene.offset(url) == "0");
  CHECK(scene.patch(url, 0, scene.photo).status == 204);
}

TEST_CASE("of two requests that write to one upload the later one goes on, and no byte is there twice") {
  const PhotoToCome scene;
  const std::string url = scene.begun();
  TlsConnection old_line(scene.campaign.server->port());
  old_line.send(patch_head(scene, url, 0, scene.photo.size()) + scene.photo.substr(0, 3));
  const fs::path bytes = scene.campaign.directory.path() / "data" / "uploads" / url.substr(url.rfind('/') + 1) / "bytes";
  while (fs::file_size(bytes) < 3) std::this_thread::yield();
  CHECK(scene.offset(url) == "3"); // and takes the turn
  old_line.send(scene.photo.substr(3));
  CHECK(old_line.hang_up().find(" 204 ") == std::string::npos);
  CHECK(scene.offset(url) == "3");
  CHECK(scene.patch(url, 3, scene.photo.substr(3)).status == 204);
  CHECK(scene.arrived() == scene.photo);
}

TEST_CASE("two endpoints on one PostgreSQL and one staging directory take an upload in turns") {
  if (!tests::PostgresServer::installed()) {
    MESSAGE("PostgreSQL is not installed (scripts/install test): left out");
    return;
  }
  endpoint::StorageChoice choice;
  choice.database = endpoint::DatabaseChoice{.connection = tests::postgres_server().new_database(), .password_file = {}};
  const PhotoToCome scene({}, choice);
  auto data = endpoint::DataDirectory::open(scene.campaign.directory.path() / "data");
  REQUIRE(data);
  auto other = endpoint::Endpoint::start(scene.campaign.options, std::move(*data));
  REQUIRE(other);
  const std::string url = scene.begun();
  const std::string there = (*other)->url() + url.substr(url.find("/v1/"));
  CHECK(scene.patch(there, 0, scene.photo.substr(0, 7)).status == 204);
  CHECK(scene.offset(url) == "7");
  CHECK(scene.patch(url, 7, scene.photo.substr(7, 7)).status == 204);
  CHECK(scene.patch(there, 14, scene.photo.substr(14)).status == 204);
  CHECK(scene.offset(url) == "36");
  CHECK(scene.arrived() == scene.photo);
}
