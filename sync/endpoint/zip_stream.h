// A zip archive that is written from its beginning to its end and read as it grows: for archives that are larger than memory should hold.
// Sizes and checksums follow each file, so nothing is gone back to. One thread at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "forms/error.h"

namespace pilotage::endpoint {

class ZipStream {
public:
  ZipStream();
  ~ZipStream();
  ZipStream(const ZipStream&) = delete;
  ZipStream& operator=(const ZipStream&) = delete;

  // Ends the file before it. `name` is a relative path in UTF-8. Error: internal.
  Result<void> begin_file(const std::string& name);
  Result<void> write(std::string_view bytes);
  // The directory of the archive. Nothing may follow.
  Result<void> end();
  // What has been made since the last call.
  std::string take();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace pilotage::endpoint
