// Files by their content: each is kept once, under its SHA-256, wherever that is: a directory (DirectoryAttachments) or a bucket
// (BucketAttachments). A file appears under its name only when all of it is safe.
//
// Any thread, and several processes on one store.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "forms/error.h"
#include "sync/endpoint/storage/incoming_file.h"

namespace pilotage::endpoint {

class AttachmentStore {
public:
  virtual ~AttachmentStore() = default;

  Result<std::unique_ptr<IncomingFile>> receive() const { return incoming_.receive(); }
  // Seals the file; it is safe under its hash when this returns. Errors: disk_full, permission, io; no_network of a bucket.
  virtual Result<void> keep(std::unique_ptr<IncomingFile> file) const = 0;
  // Bytes that are in memory. Returns their hash.
  Result<std::string> add(std::string_view bytes) const;

  // A descriptor open for reading, and the size. Errors: not_found, damaged, io; no_network of a bucket.
  struct Opened {
    int descriptor = -1;
    std::uint64_t size = 0;
  };
  virtual Result<Opened> open_file(std::string_view sha256) const = 0;

  // Every file that is kept, in any order; `see` gets its hash and its size.
  using See = std::function<void(std::string_view sha256, std::uint64_t size)>;
  virtual Result<void> list(const See& see) const = 0;

protected:
  explicit AttachmentStore(IncomingDirectory incoming) : incoming_(std::move(incoming)) {}

private:
  IncomingDirectory incoming_;
};

// "ab/abcdef…": files lie in 256 folders.
std::string attachment_path(std::string_view sha256);

} // namespace pilotage::endpoint
