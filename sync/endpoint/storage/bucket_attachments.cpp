#include "sync/endpoint/storage/bucket_attachments.h"

namespace pilotage::endpoint {

Result<std::unique_ptr<AttachmentStore>> BucketAttachments::open(BucketSettings settings, const std::filesystem::path& incoming) {
  auto directory = IncomingDirectory::open(incoming);
  if (!directory) return std::unexpected(directory.error());
  return std::unique_ptr<AttachmentStore>(new BucketAttachments(std::move(settings), std::move(*directory)));
}

// Content that is there already is not sent again: another endpoint, or an earlier post, has done it. Two that send at once write the same.
Result<void> BucketAttachments::keep(std::unique_ptr<IncomingFile> file) const {
  const std::string& hash = file->seal();
  const std::string key = attachment_path(hash);
  const auto there = bucket_.size_of(key);
  if (!there) return std::unexpected(there.error());
  if (*there == file->size()) return {};
  return bucket_.put(key, file->descriptor(), file->size(), hash);
}

Result<AttachmentStore::Opened> BucketAttachments::open_file(std::string_view sha256) const {
  if (!sync::is_sha256_hex(sha256)) return fail(ErrorCode::not_found, "There is no such file.");
  std::unique_ptr<IncomingFile> file;
  const auto fetched = bucket_.get(
      attachment_path(sha256),
      [&]() -> Result<void> {
        auto anew = receive();
        if (!anew) return std::unexpected(anew.error());
        file = std::move(*anew);
        return {};
      },
      [&](std::string_view bytes) { return file->append(bytes); });
  if (!fetched) return std::unexpected(fetched.error());
  if (file->seal() != sha256)
    return fail(ErrorCode::damaged, "The bucket holds other bytes under this name. Restore the object from a back-up.",
                std::string(sha256));
  const std::uint64_t size = file->size();
  return Opened{.descriptor = file->take_descriptor(), .size = size};
}

Result<void> BucketAttachments::list(const See& see) const {
  return bucket_.list([&](std::string_view key, std::uint64_t size) {
    const std::string_view name = key.substr(std::min(key.size(), key.rfind('/') + 1));
    if (sync::is_sha256_hex(name) && key == attachment_path(name)) see(name, size);
  });
}

} // namespace pilotage::endpoint
