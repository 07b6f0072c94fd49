// The attachment store in an S3-compatible bucket. What comes is received on this machine first and sent when it is whole; what is asked
// for is fetched into a file without a name, and handed out only if its hash is right.
#pragma once

#include "sync/endpoint/storage/attachment_store.h"
#include "sync/endpoint/storage/bucket.h"

namespace pilotage::endpoint {

class BucketAttachments : public AttachmentStore {
public:
  // `incoming` is a directory of this machine. Asks nothing of the bucket. Errors: permission, disk_full, io.
  static Result<std::unique_ptr<AttachmentStore>> open(BucketSettings settings, const std::filesystem::path& incoming);

  Result<void> keep(std::unique_ptr<IncomingFile> file) const override;
  Result<Opened> open_file(std::string_view sha256) const override;
  Result<void> list(const See& see) const override;

private:
  BucketAttachments(BucketSettings settings, IncomingDirectory incoming)
      : AttachmentStore(std::move(incoming)), bucket_(std::move(settings)) {}
  Bucket bucket_;
};

} // namespace pilotage::endpoint
