#include "sync/uploader/body_reader.h"

#include <algorithm>
#include <cstring>

namespace pilotage::sync {

Result<std::size_t> BodyReader::read(char* buffer, std::size_t capacity) {
  while (segment_ < body_.segments.size() && offset_ == body_.segments[segment_].size()) {
    ++segment_;
    offset_ = 0;
    file_.close();
  }
  if (segment_ == body_.segments.size()) return 0;

  const auto& segment = body_.segments[segment_];
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(capacity, segment.size() - offset_));
  if (segment.file.empty()) {
    std::memcpy(buffer, segment.bytes.data() + offset_, wanted);
    offset_ += wanted;
    return wanted;
  }
  auto got = read_file(segment, buffer, wanted);
  if (!got) error_ = got.error();
  return got;
}

Result<std::size_t> BodyReader::read_file(const BodySegment& segment, char* buffer, std::size_t capacity) {
  if (offset_ == 0) {
    file_ = std::ifstream(segment.file, std::ios::binary);
    if (!file_)
      return fail(ErrorCode::io,
                  "The attachment \"" + segment.file.filename().string() + "\" cannot be read. Was the file moved or deleted?",
                  segment.file.string());
  }
  file_.read(buffer, static_cast<std::streamsize>(capacity));
  const auto got = static_cast<std::size_t>(file_.gcount());
  if (got == 0)
    return fail(ErrorCode::io, "The attachment \"" + segment.file.filename().string() + "\" is shorter than when it was attached.",
                segment.file.string());
  offset_ += got;
  return got;
}

void BodyReader::rewind() {
  segment_ = 0;
  offset_ = 0;
  file_.close();
  error_.reset();
}

} // namespace pilotage::sync
