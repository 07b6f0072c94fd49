// Files by their content: each is kept once, under its SHA-256, in a directory of the data directory. A file appears under its name
// only when all of it is on disk; what breaks off before that is thrown away.
//
// Any thread, and several processes on one directory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "forms/error.h"
#include "sync/protocol/content_hash.h"

namespace pilotage::endpoint {

// A file that is being received. Deleted when it is dropped without keep(). One thread at a time.
class IncomingFile {
public:
  IncomingFile(const IncomingFile&) = delete;
  IncomingFile& operator=(const IncomingFile&) = delete;
  ~IncomingFile();

  // Errors: disk_full, io.
  Result<void> append(std::string_view bytes);
  // No more comes. The SHA-256 of all of it.
  const std::string& seal();
  const std::string& sha256() const { return sha256_; }
  std::uint64_t size() const { return size_; }

private:
  friend class AttachmentStore;
  IncomingFile(std::filesystem::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

  std::filesystem::path path_;
  int descriptor_;
  std::uint64_t size_ = 0;
  sync::Hasher hasher_{sync::HashKind::sha256};
  std::string sha256_;
};

class AttachmentStore {
public:
  // Makes the directory where it is missing and empties what earlier crashes left half received (older than a day).
  // Errors: permission, disk_full, io.
  static Result<AttachmentStore> open(std::filesystem::path directory);

  Result<std::unique_ptr<IncomingFile>> receive() const;
  // Sealed and on disk under its hash when this returns. Errors: disk_full, io.
  Result<void> keep(std::unique_ptr<IncomingFile> file) const;
  // Bytes that are in memory. Returns their hash.
  Result<std::string> add(std::string_view bytes) const;

  // A descriptor open for reading, and the size. Errors: not_found, io.
  struct Opened {
    int descriptor = -1;
    std::uint64_t size = 0;
  };
  Result<Opened> open_file(std::string_view sha256) const;

private:
  explicit AttachmentStore(std::filesystem::path directory) : directory_(std::move(directory)) {}
  std::filesystem::path path_of(std::string_view sha256) const;

  std::filesystem::path directory_;
};

} // namespace pilotage::endpoint
