// Reads a multipart body piece by piece as a transfer asks for it, opening each attachment only when its turn comes. Can begin again,
// because a server may ask for the same bytes twice (Digest, a redirect, a broken HTTP/2 stream). The last piece of an attachment is given
// out only where all of it has the hash that it had when it was attached: a server never gets the whole of another. One transfer, one
// thread.
#pragma once

#include "forms/error.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/multipart_writer.h"
#include "sync/uploader/attachment_file.h"

#include <cstdint>
#include <optional>

namespace pilotage::sync {

class BodyReader {
public:
  explicit BodyReader(const MultipartBody& body) : body_(body) {}

  // Up to `capacity` bytes; 0 at the end. Errors: those of AttachmentFile.
  Result<std::size_t> read(char* buffer, std::size_t capacity);

  void rewind();

  // What read() failed with.
  const std::optional<Error>& error() const { return error_; }

private:
  const MultipartBody& body_;
  std::size_t segment_ = 0;
  std::uint64_t offset_ = 0; // in the segment
  std::optional<AttachmentFile> file_;
  std::optional<Hasher> hasher_; // of what was read of the file
  std::optional<Error> error_;

  Result<void> read_file(const BodySegment& segment, char* buffer, std::size_t size);
};

} // namespace pilotage::sync
