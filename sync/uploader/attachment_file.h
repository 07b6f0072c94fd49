// An attachment, read from the disk to be sent. Two kinds of errors: damaged is what only a person mends, because the file is gone or not
// what it was; io is what waiting may mend, because the disk does not give it now. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "forms/error.h"

namespace pilotage::sync {

class AttachmentFile {
public:
  // `name` is what people call it. Errors: damaged, io.
  static Result<AttachmentFile> open(std::filesystem::path file, std::string name);
  AttachmentFile(AttachmentFile&& other) noexcept;
  AttachmentFile& operator=(AttachmentFile&& other) noexcept;
  ~AttachmentFile();

  // Up to `capacity` bytes from `offset` on; 0 at the end. Error: io.
  Result<std::size_t> read(std::uint64_t offset, char* buffer, std::size_t capacity) const;
  // Exactly `size` bytes. Errors: io; damaged, where the file ends before.
  Result<void> read_all(std::uint64_t offset, char* buffer, std::size_t size) const;
  // The error of a file that is not what it was: damaged.
  std::unexpected<Error> changed(const std::string& how) const;

private:
  AttachmentFile(int descriptor, std::filesystem::path file, std::string name);

  int descriptor_;
  std::filesystem::path file_;
  std::string name_;
};

} // namespace pilotage::sync
