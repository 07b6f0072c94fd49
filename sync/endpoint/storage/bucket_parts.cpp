#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <pugixml.hpp>

#include "sync/endpoint/storage/bucket_failure.h"
#include "sync/endpoint/storage/bucket_request.h"
#include "sync/endpoint/storage/disk_error.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/names.h"

namespace pilotage::endpoint {

namespace {

constexpr std::uint64_t kMostParts = 10'000; // by S3's rules

// The server refuses a part whose bytes changed on their way.
Result<std::string> hash_of_part(int descriptor, std::uint64_t offset, std::uint64_t size) {
  sync::Hasher hasher(sync::HashKind::sha256);
  std::string piece(std::size_t{1} << 20, '\0');
  for (std::uint64_t read = 0; read < size;) {
    const ssize_t n =
        ::pread(descriptor, piece.data(), std::min<std::uint64_t>(piece.size(), size - read), static_cast<off_t>(offset + read));
    if (n < 0) return disk_error(errno, {});
    if (n == 0) return fail(ErrorCode::io, "The file on its way to the bucket is shorter than it was.");
    hasher.add(std::string_view(piece).substr(0, static_cast<std::size_t>(n)));
    read += static_cast<std::uint64_t>(n);
  }
  return hasher.finish();
}

} // namespace

struct Bucket::Upload {
  std::string key;
  std::string id; // as it stands in addresses
  int descriptor = -1;
  std::uint64_t size = 0;
  std::vector<std::string> tags = {}; // of the parts that are there
};

Result<void> Bucket::put_in_parts(const std::string& key, int descriptor, std::uint64_t size) const {
  const auto id = begin_upload(key);
  if (!id) return std::unexpected(id.error());
  Upload upload{.key = key, .id = sync::percent_encode(*id), .descriptor = descriptor, .size = size};
  auto done = put_parts(upload);
  if (done) done = complete(upload);
  if (!done) give_up(upload);
  return done;
}

Result<std::string> Bucket::begin_upload(const std::string& key) const {
  Request request{.method = "POST", .address = fmt::format("{}/{}?uploads=", settings_.address, key), .text = ""};
  const auto reply = perform(request);
  if (!reply) return std::unexpected(reply.error());
  pugi::xml_document document;
  document.load_buffer(reply->body.data(), reply->body.size());
  std::string id = document.child("InitiateMultipartUploadResult").child("UploadId").text().get();
  if (id.empty()) return std::unexpected(bucket_refusal(reply->status, reply->body, settings_.address));
  return id;
}

Result<void> Bucket::put_parts(Upload& upload) const {
  const std::uint64_t most = std::max(settings_.part, upload.size / kMostParts + 1);
  for (std::uint64_t offset = 0; offset < upload.size; offset += most) {
    const std::uint64_t size = std::min(most, upload.size - offset);
    auto hash = hash_of_part(upload.descriptor, offset, size);
    if (!hash) return std::unexpected(hash.error());
    Request request{.method = "PUT",
                    .address =
                        fmt::format("{}/{}?partNumber={}&uploadId={}", settings_.address, upload.key, upload.tags.size() + 1, upload.id),
                    .descriptor = upload.descriptor,
                    .offset = offset,
                    .size = size,
                    .sha256 = *std::move(hash)};
    auto reply = perform(request);
    if (!reply) return std::unexpected(reply.error());
    if (reply->tag.empty()) return std::unexpected(bucket_refusal(reply->status, reply->body, settings_.address));
    upload.tags.push_back(std::move(reply->tag));
  }
  return {};
}

// A server may say 200 before it knows how it ends, and a reply that was lost leaves no upload to complete again: what counts is the
// object.
Result<void> Bucket::complete(const Upload& upload) const {
  std::string list = "<CompleteMultipartUpload>";
  for (std::size_t i = 0; i < upload.tags.size(); ++i)
    list += fmt::format("<Part><PartNumber>{}</PartNumber><ETag>{}</ETag></Part>", i + 1, upload.tags[i]);
  list += "</CompleteMultipartUpload>";
  Request request{.method = "POST",
                  .address = fmt::format("{}/{}?uploadId={}", settings_.address, upload.key, upload.id),
                  .text = list,
                  .sha256 = sync::sha256_hex(list)};
  const auto reply = perform(request);
  if (!reply) return std::unexpected(reply.error());
  const auto there = size_of(upload.key);
  if (!there) return std::unexpected(there.error());
  if (*there == upload.size) return {};
  return std::unexpected(bucket_refusal(reply->status, reply->body, settings_.address));
}

// So that the parts take no room. A server that cannot hear of it now throws them away by its own rules.
void Bucket::give_up(const Upload& upload) const {
  Request request{.method = "DELETE", .address = fmt::format("{}/{}?uploadId={}", settings_.address, upload.key, upload.id)};
  static_cast<void>(attempt_once(request));
}

} // namespace pilotage::endpoint
