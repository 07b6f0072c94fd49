#include "sync/uploader/body_reader.h"

#include <algorithm>
#include <cstring>

namespace pilotage::sync {

Result<std::size_t> BodyReader::read(char* buffer, std::size_t capacity) {
  while (segment_ < body_.segments.size() && offset_ == body_.segments[segment_].size()) {
    ++segment_;
    offset_ = 0;
    file_.reset();
  }
  if (segment_ == body_.segments.size()) return 0;

  const auto& segment = body_.segments[segment_];
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(capacity, segment.size() - offset_));
  if (segment.file.empty()) {
    std::memcpy(buffer, segment.bytes.data() + offset_, wanted);
    offset_ += wanted;
    return wanted;
  }
  if (auto got = read_file(segment, buffer, wanted); !got) {
    error_ = got.error();
    return std::unexpected(got.error());
  }
  offset_ += wanted;
  return wanted;
}

Result<void> BodyReader::read_file(const BodySegment& segment, char* buffer, std::size_t size) {
  if (!file_) {
    auto opened = AttachmentFile::open(segment.file, segment.name);
    if (!opened) return std::unexpected(opened.error());
    file_ = *std::move(opened);
    hasher_.emplace(HashKind::sha256);
  }
  if (auto read = file_->read_all(offset_, buffer, size); !read) return read;
  hasher_->add({buffer, size});
  if (offset_ + size < segment.size() || hasher_->finish() == segment.sha256) return {};
  return file_->changed("is not what it was");
}

void BodyReader::rewind() {
  segment_ = 0;
  offset_ = 0;
  file_.reset();
  error_.reset();
}

} // namespace pilotage::sync
