// Files on their way into the attachment store: received in a directory of this machine, whatever the store is. What breaks off before it
// is kept is thrown away.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "forms/error.h"
#include "sync/protocol/content_hash.h"

namespace pilotage::endpoint {

// A file that is being received. Deleted when it is dropped without having been moved away. One thread at a time.
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

  // The bytes on disk, then the file under its new name in a directory that is there, which is on disk too when this returns. Errors:
  // disk_full, permission, io.
  Result<void> move_to(const std::filesystem::path& target);
  // The descriptor, at the start of the file; whoever takes it closes it. The file has no name any more.
  int take_descriptor();
  int descriptor() const { return descriptor_; }

private:
  friend class IncomingDirectory;
  IncomingFile(std::filesystem::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

  std::filesystem::path path_;
  int descriptor_;
  std::uint64_t size_ = 0;
  sync::Hasher hasher_{sync::HashKind::sha256};
  std::string sha256_;
};

// Any thread, and several processes on one directory.
class IncomingDirectory {
public:
  // Makes it where it is missing, and empties it of what earlier crashes left half received (older than a day). Errors: permission,
  // disk_full, io.
  static Result<IncomingDirectory> open(std::filesystem::path directory);
  Result<std::unique_ptr<IncomingFile>> receive() const;

private:
  explicit IncomingDirectory(std::filesystem::path directory) : directory_(std::move(directory)) {}
  std::filesystem::path directory_;
};

} // namespace pilotage::endpoint
