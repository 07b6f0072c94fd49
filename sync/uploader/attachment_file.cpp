#include "sync/uploader/attachment_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace pilotage::sync {

namespace {

std::unexpected<Error> unreadable(int system_error, const std::filesystem::path& file, const std::string& name) {
  const std::string attachment = "The attachment \"" + name + "\" ";
  switch (system_error) {
  case ENOENT:
  case ENOTDIR:
    return fail(ErrorCode::damaged, attachment + "is not there any more. Was the file moved or deleted? Put it back, then send it again.",
                file.string());
  default:
    return fail(ErrorCode::io,
                attachment + "cannot be read now (" + std::strerror(system_error) +
                    "). Check that the disk is connected and works; it is tried again by itself.",
                file.string());
  }
}

} // namespace

Result<AttachmentFile> AttachmentFile::open(std::filesystem::path file, std::string name) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return unreadable(errno, file, name);
  return AttachmentFile(descriptor, std::move(file), std::move(name));
}

AttachmentFile::AttachmentFile(int descriptor, std::filesystem::path file, std::string name)
    : descriptor_(descriptor), file_(std::move(file)), name_(std::move(name)) {}

AttachmentFile::AttachmentFile(AttachmentFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), file_(std::move(other.file_)), name_(std::move(other.name_)) {}

AttachmentFile& AttachmentFile::operator=(AttachmentFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(file_, other.file_);
  std::swap(name_, other.name_);
  return *this;
}

AttachmentFile::~AttachmentFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::size_t> AttachmentFile::read(std::uint64_t offset, char* buffer, std::size_t capacity) const {
  for (;;) {
    const ssize_t got = ::pread(descriptor_, buffer, capacity, static_cast<off_t>(offset));
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return unreadable(errno, file_, name_);
  }
}

Result<void> AttachmentFile::read_all(std::uint64_t offset, char* buffer, std::size_t size) const {
  for (std::size_t done = 0; done < size;) {
    const auto got = read(offset + done, buffer + done, size - done);
    if (!got) return std::unexpected(got.error());
    if (*got == 0) return changed("is shorter than");
    done += *got;
  }
  return {};
}

std::unexpected<Error> AttachmentFile::changed(const std::string& how) const {
  return fail(ErrorCode::damaged,
              "The attachment \"" + name_ + "\" " + how + " when it was attached. Put the file back as it was, then send it again.",
              file_.string());
}

} // namespace pilotage::sync
